<?php

declare(strict_types=1);

namespace NotificationHubs;

use DateInterval;
use NotificationHubs\Ffi\Answer;
use NotificationHubs\Ffi\Time;

/**
 * A hub as its namespace describes it.
 */
final class HubDescription extends Answer
{
    protected const FREE = 'nh_hub_description_free';

    /** With nothing in it: a hub with the service's defaults. */
    public function __construct()
    {
        $this->hold('nh_hub_description_new');
    }

    /** How long registrations live, at least a day; text is an ISO 8601 duration. */
    public function setRegistrationTtl(string|DateInterval $duration): self
    {
        return $this->change('nh_hub_description_set_registration_ttl', Time::duration('duration', $duration));
    }

    public function setUserMetadata(string $metadata): self
    {
        return $this->change('nh_hub_description_set_user_metadata', $metadata);
    }

    public function setDisabled(bool $disabled): self
    {
        return $this->change('nh_hub_description_set_disabled', $disabled);
    }

    /**
     * Sets an access rule, or replaces the one of the same name.
     *
     * @param list<Rights> $rights
     * @param string $primaryKey 32 bytes in base64, as the other
     */
    public function setRule(
        string $keyName,
        array $rights,
        #[\SensitiveParameter] string $primaryKey,
        #[\SensitiveParameter] string $secondaryKey
    ): self {
        $sum = 0;
        foreach ($rights as $place => $right) {
            if (!$right instanceof Rights) {
                $what = get_debug_type($right);
                throw new \TypeError("rights[$place] is $what; give a Rights, such as Rights::Listen");
            }
            $sum |= $right->value;
        }
        return $this->change('nh_hub_description_set_rule', $keyName, $sum, $primaryKey, $secondaryKey);
    }

    public function removeRule(string $keyName): self
    {
        return $this->change('nh_hub_description_remove_rule', $keyName);
    }

    /** null if the description was not read from the service. */
    public function name(): ?string
    {
        return $this->ask('nh_hub_description_name');
    }

    public function registrationTtl(): ?string
    {
        return $this->ask('nh_hub_description_registration_ttl');
    }

    public function userMetadata(): ?string
    {
        return $this->ask('nh_hub_description_user_metadata');
    }

    public function isDisabled(): bool
    {
        return $this->ask('nh_hub_description_is_disabled');
    }

    /** A property of a credential, such as "PackageSid" of "WnsCredential". */
    public function credential(string $credential, string $property): ?string
    {
        return $this->ask('nh_hub_description_credential', $credential, $property);
    }

    /** @return array<string, array{rights: list<Rights>, primaryKey: string, secondaryKey: string}> by their names */
    public function rules(): array
    {
        $rules = $this->askRecords('nh_hub_description_rule_count', [
            'name' => 'nh_hub_description_rule_key_name',
            'rights' => 'nh_hub_description_rule_rights',
            'primaryKey' => 'nh_hub_description_rule_primary_key',
            'secondaryKey' => 'nh_hub_description_rule_secondary_key',
        ]);
        $named = [];
        foreach ($rules as $rule) {
            $sum = $rule['rights'];
            $has = static fn (Rights $right): bool => ($sum & $right->value) !== 0;
            $named[$rule['name']] = [
                'rights' => array_values(array_filter(Rights::cases(), $has)),
                'primaryKey' => $rule['primaryKey'],
                'secondaryKey' => $rule['secondaryKey'],
            ];
        }
        return $named;
    }

    /** For Apple by certificate, in base64, and its password. */
    public function setApnsCertificate(
        string $endpoint,
        #[\SensitiveParameter] string $certificate,
        #[\SensitiveParameter] string $certificateKey
    ): self {
        return $this->change('nh_hub_description_set_apns_certificate', $endpoint, $certificate, $certificateKey);
    }

    /** For Apple by token: the key of the .p8 file, its id, the app's bundle id and the team's id. */
    public function setApnsToken(
        string $endpoint,
        #[\SensitiveParameter] string $token,
        string $keyId,
        string $appName,
        string $appId
    ): self {
        return $this->change('nh_hub_description_set_apns_token', $endpoint, $token, $keyId, $appName, $appId);
    }

    public function setWns(string $packageSid, #[\SensitiveParameter] string $secretKey): self
    {
        return $this->change('nh_hub_description_set_wns', $packageSid, $secretKey);
    }

    /** Where the hub gets its tokens for Windows; set the credentials first. */
    public function setWnsEndpoint(string $windowsLiveEndpoint): self
    {
        return $this->change('nh_hub_description_set_wns_endpoint', $windowsLiveEndpoint);
    }

    /** What Windows is shown, in base64, and its password; set the credentials first. */
    public function setWnsCertificate(
        #[\SensitiveParameter] string $certificate,
        #[\SensitiveParameter] string $certificateKey
    ): self {
        return $this->change('nh_hub_description_set_wns_certificate', $certificate, $certificateKey);
    }

    public function setGcm(#[\SensitiveParameter] string $googleApiKey): self
    {
        return $this->change('nh_hub_description_set_gcm', $googleApiKey);
    }

    /** Where the hub sends for Google's legacy API; set the credentials first. */
    public function setGcmEndpoint(string $gcmEndpoint): self
    {
        return $this->change('nh_hub_description_set_gcm_endpoint', $gcmEndpoint);
    }

    /** From the service account's JSON file. */
    public function setFcmv1(
        string $projectId,
        #[\SensitiveParameter] string $privateKey,
        string $clientEmail
    ): self {
        return $this->change('nh_hub_description_set_fcmv1', $projectId, $privateKey, $clientEmail);
    }

    /** A certificate in base64 and its password; null for both to push unauthenticated. */
    public function setMpns(
        #[\SensitiveParameter] ?string $certificate,
        #[\SensitiveParameter] ?string $certificateKey
    ): self {
        return $this->change('nh_hub_description_set_mpns', $certificate, $certificateKey);
    }

    public function setAdm(string $clientId, #[\SensitiveParameter] string $clientSecret): self
    {
        return $this->change('nh_hub_description_set_adm', $clientId, $clientSecret);
    }

    /** Where the hub gets its tokens for Amazon and where it sends; set the credentials first. */
    public function setAdmEndpoints(?string $authTokenUrl, ?string $sendUrlTemplate): self
    {
        return $this->change('nh_hub_description_set_adm_endpoints', $authTokenUrl, $sendUrlTemplate);
    }

    public function setBaidu(#[\SensitiveParameter] string $apiKey, #[\SensitiveParameter] string $secretKey): self
    {
        return $this->change('nh_hub_description_set_baidu', $apiKey, $secretKey);
    }

    /** Where the hub sends for Baidu; set the credentials first. */
    public function setBaiduEndpoint(string $baiduEndpoint): self
    {
        return $this->change('nh_hub_description_set_baidu_endpoint', $baiduEndpoint);
    }

    /** The app's secret, and the address of its region. */
    public function setXiaomi(#[\SensitiveParameter] string $appSecret, string $endpoint): self
    {
        return $this->change('nh_hub_description_set_xiaomi', $appSecret, $endpoint);
    }

    /** A VAPID subject ("mailto:..."), public and private key. */
    public function setBrowser(
        string $subject,
        string $vapidPublicKey,
        #[\SensitiveParameter] string $vapidPrivateKey
    ): self {
        return $this->change('nh_hub_description_set_browser', $subject, $vapidPublicKey, $vapidPrivateKey);
    }
}
