# Builds what is shipped and puts it where programs find it. Linux, GNU make,
# a C compiler and binutils; Rust, unless NH_LIB_DIR and NH_EMULATOR are given.
#
#   make              the library, shared and static; nh-send; the local hub
#   make lib          the library alone, without the archive that is installed
#   make emulator     the local hub alone
#   make install      all of it, headers, pkg-config and CMake files, man pages,
#                     the manual and the examples
#   make install-library   of these what a compiler needs: the library, headers,
#                     pkg-config and CMake files
#   make uninstall    the same variables as for install; leaves nothing
#   make deb          Debian packages, into $(BUILD_DIR)/deb
#   make clean        removes $(BUILD_DIR)
#   make help         prints this
#
# PREFIX=/usr/local             where to install
# LIBDIR=$(PREFIX)/lib          where the library goes, such as
#                               /usr/lib/x86_64-linux-gnu or /usr/lib64
# DESTDIR=                      put in front of every path, for packagers
# RPATH=                        where nh-send looks for the library beside the
#                               loader's own list; empty for none
# NH_LIB_DIR=DIR                takes the library from DIR instead of building it
# NH_EMULATOR=FILE              takes that local hub instead of building one
# BUILD_DIR=target/install      what is made on the way
# CC, CFLAGS, CPPFLAGS, LDFLAGS, LD, NM, OBJCOPY, AR, CARGO, INSTALL as usual

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
MANDIR ?= $(PREFIX)/share/man
DOCDIR ?= $(PREFIX)/share/doc/notification_hubs
UNITDIR ?= $(PREFIX)/lib/systemd/system
PKGCONFIGDIR ?= $(LIBDIR)/pkgconfig
CMAKEDIR ?= $(LIBDIR)/cmake/NotificationHubs
BUILD_DIR ?= target/install

CFLAGS ?= -O2 -g
INSTALL ?= install
export LD ?= ld
export NM ?= nm
export OBJCOPY ?= objcopy
export AR ?= ar

# Make splits its lists at blanks, and pkg-config its flags.
$(foreach name,PREFIX BINDIR LIBDIR INCLUDEDIR MANDIR DOCDIR UNITDIR PKGCONFIGDIR CMAKEDIR,\
  $(if $(filter-out 1,$(words $($(name)))),$(error $(name)='$($(name))' must be one path without \
  blanks: make and pkg-config cannot name it. Install elsewhere, or use DESTDIR and move it))\
  $(if $(filter /%,$($(name))),,$(error $(name)='$($(name))' must be a full path, from / on)))
# So do the shell, and sed below.
$(foreach name,PREFIX BINDIR LIBDIR INCLUDEDIR MANDIR DOCDIR UNITDIR PKGCONFIGDIR CMAKEDIR DESTDIR \
  BUILD_DIR NH_LIB_DIR NH_EMULATOR CARGO_TARGET_DIR,\
  $(if $(or $(findstring ',$($(name))),$(findstring &,$($(name))),$(findstring |,$($(name))),\
  $(findstring \,$($(name)))),$(error $(name) must have none of ' & | \ in it)))
$(foreach name,BUILD_DIR NH_LIB_DIR NH_EMULATOR CARGO_TARGET_DIR,\
  $(if $(word 2,$($(name))),$(error $(name)='$($(name))' must have no blanks: make cannot name it)))

VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p;/^\[workspace\]/q' Cargo.toml)
NAME = libnotification_hubs
SHARED = $(NAME).so.$(VERSION)
# As packaging/library gives it: before 1.0 major and minor version, then the major alone.
NUMBERS = $(subst ., ,$(VERSION))
SONAME = $(NAME).so.$(firstword $(NUMBERS))$(if $(filter 0,$(firstword $(NUMBERS))),.$(word 2,$(NUMBERS)))

# From one directory to another, so that the installed tree can be moved.
relative = $(shell realpath -ms --relative-to='$(1)' '$(2)')
RPATH ?= $$ORIGIN/$(call relative,$(BINDIR),$(LIBDIR))

export CARGO_TARGET_DIR := $(abspath $(or $(CARGO_TARGET_DIR),target))
override NH_LIB_DIR := $(if $(NH_LIB_DIR),$(abspath $(NH_LIB_DIR)))
override NH_EMULATOR := $(if $(NH_EMULATOR),$(abspath $(NH_EMULATOR)))
# How the library and the local hub are built is said in one place.
EXAMPLES = $(MAKE) --no-print-directory -C examples-c NH_LIB_DIR='$(NH_LIB_DIR)' \
	NH_EMULATOR='$(NH_EMULATOR)'
LIB_DIR = $(or $(NH_LIB_DIR),$(CARGO_TARGET_DIR)/release)
EMULATOR = $(or $(NH_EMULATOR),$(CARGO_TARGET_DIR)/release/nh-emulator)

HEADERS = $(patsubst include/%,%,$(wildcard include/*.h include/*.hpp include/*/*.hpp))
MAN_PAGES = $(wildcard man/*.[1-8])
LICENCES = $(wildcard LICENSE-* THIRD-PARTY-*)
DEVICES = emulator/devices.example.json
SUPPRESSIONS = packaging/notification_hubs.supp
# The manual and the examples lie in DOCDIR as they do here, so that links lead from
# one to the other.
MANUAL = README.md CHANGELOG.md SECURITY.md emulator/README.md $(wildcard docs/*.md)
EXAMPLE_FILES = $(wildcard docs/*.svg examples-c/*.c examples-c/*.cpp examples-c/*.h \
	examples-c/nh-send/*.* examples-c/devices.json bindings/*/examples/*.* bindings/examples/*/*.*)

all: lib emulator $(BUILD_DIR)/$(NAME).a $(BUILD_DIR)/nh-send

# Root, who installs, often has no cargo or the system's old one: what is built
# already is as good.
ifeq ($(shell packaging/need-rust.sh $(or $(CARGO),cargo) 2>/dev/null && echo yes),)
  ifneq ($(and $(wildcard $(LIB_DIR)/$(NAME).so),$(wildcard $(LIB_DIR)/$(NAME).a),$(wildcard $(EMULATOR))),)
    override NH_LIB_DIR := $(LIB_DIR)
    override NH_EMULATOR := $(EMULATOR)
  endif
endif

lib:
	@$(EXAMPLES) lib
	@soname=$$(examples-c/soname.sh '$(LIB_DIR)/$(NAME).so') && \
		{ [ "$$soname" = $(SONAME) ] || { echo "$(LIB_DIR)/$(NAME).so says it is $$soname," \
		"and Cargo.toml that it is $(SONAME)" >&2; exit 1; }; }

emulator:
	@$(EXAMPLES) emulator
	@[ -x '$(EMULATOR)' ] || { echo "there is no program $(EMULATOR)" >&2; exit 1; }

# The empty recipe has make look again how new they are.
$(LIB_DIR)/$(NAME).so $(LIB_DIR)/$(NAME).a: lib ;

$(BUILD_DIR)/$(NAME).a: $(LIB_DIR)/$(NAME).a $(LIB_DIR)/$(NAME).so packaging/static/prelink.sh \
	$(BUILD_DIR)/settings
	@mkdir -p $(@D)
	packaging/static/prelink.sh '$(LIB_DIR)/$(NAME).a' '$(LIB_DIR)/$(NAME).so' $@

NH_SEND = $(wildcard examples-c/nh-send/*.c)

$(BUILD_DIR)/nh-send: $(NH_SEND) examples-c/nh-send/nh-send.h include/notification_hubs.h \
	$(LIB_DIR)/$(NAME).so $(BUILD_DIR)/settings
	$(CC) -std=c99 $(CPPFLAGS) $(CFLAGS) -Iinclude -o $@ $(NH_SEND) '$(LIB_DIR)/$(NAME).so' \
		$(RPATH:%=-Wl,-rpath,'%') $(LDFLAGS)

# What was used to link; it changes only when that does.
$(BUILD_DIR)/settings: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) $(RPATH) $(LIB_DIR) $(LD) $(NM) $(OBJCOPY) $(AR)' \
		>$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

# $(call fill,TEMPLATE,FILE,ITS DIRECTORY)
fill = sed -e 's|@VERSION@|$(VERSION)|g' -e 's|@BINDIR@|$(BINDIR)|g' \
	-e 's|@PREFIX@|$(call relative,$(3),$(PREFIX))|g' \
	-e 's|@LIBDIR@|$(call relative,$(3),$(LIBDIR))|g' \
	-e 's|@INCLUDEDIR@|$(call relative,$(3),$(INCLUDEDIR))|g' \
	'packaging/$(1)' >'$(DESTDIR)$(3)/$(2)' && chmod 644 '$(DESTDIR)$(3)/$(2)'

# Every file that install makes is named here or by man/links, and uninstall takes
# away just these.
INSTALLED = $(BINDIR)/nh-send $(BINDIR)/nh-emulator \
	$(addprefix $(LIBDIR)/,$(SHARED) $(SONAME) $(NAME).so $(NAME).a) \
	$(addprefix $(INCLUDEDIR)/,$(HEADERS)) \
	$(PKGCONFIGDIR)/notification_hubs.pc \
	$(CMAKEDIR)/NotificationHubsConfig.cmake $(CMAKEDIR)/NotificationHubsConfigVersion.cmake \
	$(CMAKEDIR)/NotificationHubsTargets.cmake \
	$(foreach page,$(MAN_PAGES),$(MANDIR)/man$(subst .,,$(suffix $(page)))/$(notdir $(page))) \
	$(UNITDIR)/nh-emulator.service \
	$(addprefix $(DOCDIR)/,$(LICENCES) $(notdir $(DEVICES) $(SUPPRESSIONS)) $(MANUAL) $(EXAMPLE_FILES))
# Directories that go with them: the library's own, and, but for the system's,
# those that install may have had to make, if nothing else is in them.
EMPTIED = $(CMAKEDIR) $(addprefix $(DOCDIR)/,examples-c/nh-send $(wildcard bindings/*/examples) \
	$(wildcard bindings/examples/*) $(wildcard bindings/*) \
	$(filter-out ./,$(sort $(dir $(MANUAL) $(EXAMPLE_FILES))))) $(DOCDIR)/bindings $(DOCDIR) $(INCLUDEDIR)/notification_hubs \
	$(if $(filter /usr /usr/local,$(PREFIX:%/=%)),,\
	$(LIBDIR)/cmake $(PKGCONFIGDIR) $(UNITDIR) $(PREFIX)/lib/systemd \
	$(foreach section,1 2 3 4 5 6 7 8,$(MANDIR)/man$(section)) $(MANDIR) $(PREFIX)/share/doc \
	$(PREFIX)/share $(LIBDIR) $(PREFIX)/lib $(INCLUDEDIR) $(BINDIR) $(PREFIX))

install-library: lib $(BUILD_DIR)/$(NAME).a
	$(INSTALL) -d $(foreach dir,$(LIBDIR) $(INCLUDEDIR) $(PKGCONFIGDIR) $(CMAKEDIR),'$(DESTDIR)$(dir)')
	$(INSTALL) -m 644 '$(LIB_DIR)/$(NAME).so' '$(DESTDIR)$(LIBDIR)/$(SHARED)'
	ln -sf $(SHARED) '$(DESTDIR)$(LIBDIR)/$(SONAME)'
	ln -sf $(SONAME) '$(DESTDIR)$(LIBDIR)/$(NAME).so'
	$(INSTALL) -m 644 $(BUILD_DIR)/$(NAME).a '$(DESTDIR)$(LIBDIR)/'
	$(foreach header,$(HEADERS),$(INSTALL) -D -m 644 include/$(header) \
		'$(DESTDIR)$(INCLUDEDIR)/$(header)' &&) :
	$(call fill,pkgconfig/notification_hubs.pc.in,notification_hubs.pc,$(PKGCONFIGDIR))
	$(call fill,cmake/NotificationHubsConfig.cmake.in,NotificationHubsConfig.cmake,$(CMAKEDIR))
	$(call fill,cmake/NotificationHubsConfigVersion.cmake.in,NotificationHubsConfigVersion.cmake,$(CMAKEDIR))
	$(INSTALL) -m 644 packaging/cmake/NotificationHubsTargets.cmake '$(DESTDIR)$(CMAKEDIR)/'

install: all install-library
	$(INSTALL) -d $(foreach dir,$(BINDIR) $(DOCDIR) $(UNITDIR),'$(DESTDIR)$(dir)')
	$(INSTALL) -m 755 $(BUILD_DIR)/nh-send '$(EMULATOR)' '$(DESTDIR)$(BINDIR)/'
	$(call fill,systemd/nh-emulator.service.in,nh-emulator.service,$(UNITDIR))
	$(foreach page,$(MAN_PAGES),$(INSTALL) -D -m 644 $(page) \
		'$(DESTDIR)$(MANDIR)/man$(subst .,,$(suffix $(page)))/$(notdir $(page))' &&) :
	man/links '$(DESTDIR)$(MANDIR)/man3'
	$(INSTALL) -m 644 $(LICENCES) $(DEVICES) $(SUPPRESSIONS) '$(DESTDIR)$(DOCDIR)/'
	$(foreach file,$(EXAMPLE_FILES),$(INSTALL) -D -m 644 $(file) '$(DESTDIR)$(DOCDIR)/$(file)' &&) :
	$(INSTALL) -d $(foreach dir,$(sort $(dir $(MANUAL))),'$(DESTDIR)$(DOCDIR)/$(dir)')
	umask 022 && awk -v to='$(DESTDIR)$(DOCDIR)' -v include='$(call relative,$(DOCDIR),$(INCLUDEDIR))' \
		-v files='$(EXAMPLE_FILES)' -f packaging/manual.awk $(MANUAL)
	@[ -n '$(DESTDIR)' ] || packaging/ldconfig-hint.sh '$(LIBDIR)'

uninstall:
	[ ! -d '$(DESTDIR)$(MANDIR)/man3' ] || man/links | (cd '$(DESTDIR)$(MANDIR)/man3' && xargs rm -f)
	rm -f $(foreach file,$(INSTALLED),'$(DESTDIR)$(file)')
	for dir in $(EMPTIED); do \
		rmdir '$(DESTDIR)'"$$dir" 2>/dev/null || :; \
	done

# From what is built here, so that the packages hold what was tested.
deb: all
	NH_LIB_DIR='$(LIB_DIR)' NH_EMULATOR='$(EMULATOR)' packaging/deb.sh $(VERSION) '$(BUILD_DIR)/deb'

# The head of this file.
help:
	@sed -n '/^$$/q; s/^# \{0,1\}//p' $(firstword $(MAKEFILE_LIST))

clean:
	rm -rf $(BUILD_DIR)

FORCE:
.PHONY: all lib emulator install install-library uninstall deb help clean FORCE
