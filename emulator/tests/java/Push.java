// A device and pushes to it, by HTTP/2 alone, on Apache HttpClient 5 as Debian has it: what the
// official Java SDK is built on. The lines of the hub's env file are in the environment; over
// plain http the client begins with HTTP/2 without asking.
import java.io.FileInputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.ssl.SSLContexts;

public class Push {
    static final String URL = System.getenv("NH_URL");
    static final String HUB = URL + "/" + System.getenv("NH_HUB");
    static final String VERSION = "?api-version=2020-06";
    static final int AT_ONCE = 150;

    public static void main(String[] arguments) throws Exception {
        try (CloseableHttpAsyncClient client = client()) {
            client.start();
            SimpleHttpRequest put = request("PUT", HUB + "/installations/java" + VERSION);
            json(put, "{\"installationId\":\"java\",\"platform\":\"gcm\",\"pushChannel\":\"h\",\"tags\":[\"t\"]}");
            answered(200, client.execute(put, null));

            // One that waits for "100 Continue" before it sends its body.
            SimpleHttpRequest careful = send("0");
            careful.setConfig(RequestConfig.custom().setExpectContinueEnabled(true).build());
            answered(201, client.execute(careful, null));

            // More at a time than the hub takes at a time, all on one connection.
            List<Future<SimpleHttpResponse>> sent = new ArrayList<>();
            for (int i = 1; i <= AT_ONCE; i++) {
                sent.add(client.execute(send("" + i), null));
            }
            String location = null;
            for (Future<SimpleHttpResponse> one : sent) {
                location = answered(201, one).getFirstHeader("Location").getValue();
            }
            String id = location.substring(location.lastIndexOf('/') + 1, location.indexOf('?'));
            SimpleHttpRequest telemetry = request("GET", HUB + "/messages/" + id + VERSION);
            String document = answered(200, client.execute(telemetry, null)).getBodyText();
            check(document.contains("<NotificationId>" + id + "</NotificationId>"), document);
            System.out.println("pushed " + (1 + AT_ONCE) + " by " + HttpVersion.HTTP_2);
        }
    }

    static SimpleHttpRequest send(String text) throws Exception {
        SimpleHttpRequest request = request("POST", HUB + "/messages/" + VERSION);
        request.setHeader("ServiceBusNotification-Format", "gcm");
        request.setHeader("ServiceBusNotification-Tags", "t");
        json(request, "{\"data\":{\"message\":\"" + text + "\"}}");
        return request;
    }

    static SimpleHttpRequest request(String method, String address) throws Exception {
        SimpleHttpRequest request = SimpleRequestBuilder.create(method).setUri(address).build();
        request.setHeader("Authorization", token());
        return request;
    }

    static void json(SimpleHttpRequest request, String body) {
        request.setBody(body, ContentType.APPLICATION_JSON);
    }

    static SimpleHttpResponse answered(int status, Future<SimpleHttpResponse> sent) throws Exception {
        SimpleHttpResponse answer = sent.get();
        check(answer.getCode() == status, answer.getCode() + " " + answer.getBodyText());
        check(answer.getVersion().equals(HttpVersion.HTTP_2), "came by " + answer.getVersion());
        return answer;
    }

    static void check(boolean fits, String what) {
        if (!fits) {
            throw new AssertionError(what);
        }
    }

    static CloseableHttpAsyncClient client() throws Exception {
        String authority = System.getenv("NH_CA_FILE");
        if (authority.isEmpty()) {
            return HttpAsyncClients.customHttp2().build();
        }
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (FileInputStream file = new FileInputStream(authority)) {
            trusted.setCertificateEntry("hub", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        return HttpAsyncClients.customHttp2()
            .setTlsStrategy(ClientTlsStrategyBuilder.create()
                .setSslContext(SSLContexts.custom().loadTrustMaterial(trusted, null).build())
                .build())
            .build();
    }

    static String token() throws Exception {
        String name = null;
        String key = null;
        for (String part : System.getenv("NH_CONNECTION_STRING").split(";")) {
            if (part.startsWith("SharedAccessKeyName=")) {
                name = part.substring(part.indexOf('=') + 1);
            } else if (part.startsWith("SharedAccessKey=")) {
                key = part.substring(part.indexOf('=') + 1);
            }
        }
        String resource = encoded(URL);
        long expiry = System.currentTimeMillis() / 1000 + 600;
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] signed = mac.doFinal((resource + "\n" + expiry).getBytes(StandardCharsets.UTF_8));
        String signature = encoded(Base64.getEncoder().encodeToString(signed));
        return "SharedAccessSignature sr=" + resource + "&sig=" + signature + "&se=" + expiry + "&skn=" + name;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
