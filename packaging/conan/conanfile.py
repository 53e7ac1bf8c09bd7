"""libnotification_hubs for Conan 2, built of the source that this file lies in.

    conan create packaging/conan
    conan create packaging/conan -o "notification_hubs/*:shared=True"

Needs what `make` needs: Rust, make, a C compiler and binutils. NH_LIB_DIR names a library
that is built already.
"""

import os
import re
import shutil

from conan import ConanFile
from conan.errors import ConanInvalidConfiguration
from conan.tools.build import cross_building
from conan.tools.files import copy, load, rm, rmdir

required_conan_version = ">=2.4"

# Of the source, what `make install-library` reads.
FILES = (
    "Cargo.toml", "Cargo.lock", "Makefile", "build.rs", "cbindgen.toml",
    "LICENSE-APACHE", "LICENSE-MIT", "THIRD-PARTY-NOTICES",
    "emulator/Cargo.toml", "examples-c/Makefile", "examples-c/soname.sh",
)  # fmt: skip
DIRECTORIES = ("header", "include", "packaging", "src", "emulator/src")


class NotificationHubs(ConanFile):
    name = "notification_hubs"
    description = "Azure Notification Hubs: a plain C interface, and Rust inside"
    license = "MIT OR Apache-2.0"
    topics = ("push", "notifications", "azure", "apns", "fcm")
    package_type = "library"
    languages = "C"
    settings = "os", "arch", "compiler", "build_type"
    options = {"shared": [True, False]}
    default_options = {"shared": False}

    def _source(self):
        return os.path.join(self.recipe_folder, "..", "..")

    def set_version(self):
        manifest = load(self, os.path.join(self._source(), "Cargo.toml"))
        self.version = re.search(r'^version = "(.*)"', manifest, re.MULTILINE)[1]

    def export_sources(self):
        for name in FILES:
            to = os.path.join(self.export_sources_folder, name)
            os.makedirs(os.path.dirname(to), exist_ok=True)
            shutil.copy2(os.path.join(self._source(), name), to)
        for name in DIRECTORIES:
            copy(
                self, "*", os.path.join(self._source(), name),
                os.path.join(self.export_sources_folder, name), excludes="conan/*",
            )  # fmt: skip

    def validate(self):
        if self.settings.os != "Linux":
            raise ConanInvalidConfiguration("notification_hubs is for Linux")
        if cross_building(self):
            raise ConanInvalidConfiguration("for another machine packaging/cross builds it")

    def package_id(self):
        # cargo builds one library, with the C interface alone, for all of them.
        self.info.settings.rm_safe("compiler")
        self.info.settings.rm_safe("build_type")

    def _make(self, target, *variables):
        build = os.path.join(self.build_folder, "install")
        self.run(" ".join(["make", target.format(build=build), f"BUILD_DIR={build}", *variables]))

    def build(self):
        self._make("{build}/libnotification_hubs.a")

    def package(self):
        self._make("install-library", f"PREFIX={self.package_folder}")
        copy(self, "LICENSE-*", self.source_folder, os.path.join(self.package_folder, "licenses"))
        copy(
            self, "THIRD-PARTY-NOTICES", self.source_folder,
            os.path.join(self.package_folder, "licenses"),
        )  # fmt: skip
        library = os.path.join(self.package_folder, "lib")
        rm(self, "*.a" if self.options.shared else "*.so*", library)
        # Conan writes its own, of what package_info says.
        rmdir(self, os.path.join(library, "cmake"))
        rmdir(self, os.path.join(library, "pkgconfig"))

    def package_info(self):
        kind = "shared" if self.options.shared else "static"
        self.cpp_info.libs = ["notification_hubs"]
        if not self.options.shared:
            self.cpp_info.system_libs = ["pthread", "util", "rt", "m", "dl"]
        # As find_package has it after `make install`.
        self.cpp_info.set_property("cmake_file_name", "NotificationHubs")
        self.cpp_info.set_property("cmake_target_name", f"NotificationHubs::{kind}")
        is_before_1 = str(self.version).startswith("0.")
        self.cpp_info.set_property(
            "cmake_config_version_compat",
            "SameMinorVersion" if is_before_1 else "SameMajorVersion",
        )
        self.cpp_info.set_property("pkg_config_name", "notification_hubs")
