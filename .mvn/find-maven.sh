# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
#
# Sets `mvn` to a Maven that is new enough. Sourced by ./martlet.
#
# An installed one is taken. Otherwise Maven is brought: from the repository that this machine is set up to use, checked
# against the hash below, or by the machine's own package manager. So no host is named here, and whoever builds decides
# where software comes from. See CONTRIBUTING.md.

maven_min=3.8.1
maven_version=3.9.11
maven_sha256=4b7195b6a4f5c81af4c0212677a32ee8143643401bc6e1e8412e6b06ea82beac

find_maven() {
    maven_home=${MAVEN_USER_HOME:-$HOME/.m2}/wrapper/dists/apache-maven-$maven_version/martlet
    for mvn in \
        "$(command -v mvn || true)" \
        "${MAVEN_HOME:-/nonexistent}/bin/mvn" \
        "$maven_home/bin/mvn" \
        "${SDKMAN_DIR:-$HOME/.sdkman}/candidates/maven/current/bin/mvn" \
        /opt/homebrew/bin/mvn /usr/local/bin/mvn /opt/maven/bin/mvn /usr/share/maven/bin/mvn; do
        if is_maven "$mvn"; then return 0; fi
    done
    repository=$(maven_repository)
    if [ -n "$repository" ]; then
        download_maven "$repository"
    else
        install_maven
    fi
}

is_maven() {
    [ -n "$1" ] && [ -x "$1" ] || return 1
    found=$("$1" -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p')
    [ -n "$found" ] && at_least "$found" "$maven_min"
}

# Compares the first three numbers of two versions.
at_least() {
    printf '%s\n%s\n' "$1" "$2" | awk -F '[.-]' '
        NR == 1 { a = $1 * 1000000 + $2 * 1000 + $3 }
        NR == 2 { b = $1 * 1000000 + $2 * 1000 + $3 }
        END { exit !(a >= b) }'
}

# MVNW_REPOURL is the Maven wrapper's own name for it; else the mirror of central in the user's settings.
maven_repository() {
    if [ -n "${MVNW_REPOURL:-}" ]; then
        printf '%s\n' "${MVNW_REPOURL%/}"
        return
    fi
    settings=${MAVEN_USER_HOME:-$HOME/.m2}/settings.xml
    [ -f "$settings" ] || return 0
    awk '
        { text = text $0 " " }
        END {
            while ((from = index(text, "<!--")) > 0) {
                to = index(substr(text, from), "-->")
                if (to == 0) exit
                text = substr(text, 1, from - 1) substr(text, from + to + 2)
            }
            n = split(text, mirrors, "</mirror>")
            for (i = 1; i < n; i++) {
                if (mirrors[i] !~ /<mirrorOf>[^<]*([*]|central)[^<]*<\/mirrorOf>/) continue
                sub(/.*<url>[ \t\r]*/, "", mirrors[i])
                sub(/\/*[ \t\r]*<\/url>.*/, "", mirrors[i])
                print mirrors[i]
                exit
            }
        }' "$settings"
}

download_maven() {
    archive=apache-maven-$maven_version-bin.tar.gz
    url=$1/org/apache/maven/apache-maven/$maven_version/$archive
    say "no Maven $maven_min or later found: bringing $maven_version"
    mkdir -p "${maven_home%/*}"
    work=$(mktemp -d "${maven_home%/*}/bringing.XXXXXX")
    # shellcheck disable=SC2064 # the folder of now is meant
    trap "rm -rf '$work'" EXIT
    fetch "$url" "$work/$archive" || die "Maven: $url: not readable (expected: the archive; set MVNW_REPOURL)"
    [ "$(sha256 "$work/$archive")" = "$maven_sha256" ] ||
        die "Maven: $archive: wrong SHA-256 (expected: $maven_sha256)"
    tar -xzf "$work/$archive" -C "$work"
    # Another build may have been faster; theirs has passed the same check.
    mv "$work/apache-maven-$maven_version" "$maven_home" 2>/dev/null || [ -x "$maven_home/bin/mvn" ] ||
        die "Maven: $maven_home: not writable"
    rm -rf "$work"
    trap - EXIT
    mvn=$maven_home/bin/mvn
}

fetch() {
    if command -v curl >/dev/null; then
        curl -fsSL -o "$2" "$1"
    elif command -v wget >/dev/null; then
        wget -q -O "$2" "$1"
    else
        printf 'void main(String[] a) throws Exception { try (var in = java.net.URI.create(a[0]).toURL().openStream()) { java.nio.file.Files.copy(in, java.nio.file.Path.of(a[1])); } }\n' >"$2.java"
        "$JAVA_HOME/bin/java" "$2.java" "$1" "$2"
    fi
}

sha256() {
    if command -v sha256sum >/dev/null; then
        sha256sum "$1" | cut -d ' ' -f 1
    else
        shasum -a 256 "$1" | cut -d ' ' -f 1
    fi
}

# Asks before it installs anything; in CI, where nobody can answer, the command is only shown.
install_maven() {
    root_by=
    [ "$(id -u)" = 0 ] || root_by='sudo '
    if command -v brew >/dev/null; then
        install='brew install maven'
    elif [ -s "${SDKMAN_DIR:-$HOME/.sdkman}/bin/sdkman-init.sh" ]; then
        install="bash -c '. \"${SDKMAN_DIR:-$HOME/.sdkman}/bin/sdkman-init.sh\" && sdk install maven'"
    elif command -v apt-get >/dev/null; then
        install="${root_by}apt-get install -y --no-install-recommends maven"
    elif command -v dnf >/dev/null; then
        install="${root_by}dnf install -y maven"
    elif command -v zypper >/dev/null; then
        install="${root_by}zypper install -y maven"
    elif command -v pacman >/dev/null; then
        install="${root_by}pacman -S --noconfirm maven"
    elif command -v apk >/dev/null; then
        install="${root_by}apk add maven"
    else
        die "no Maven $maven_min or later found (expected: mvn on PATH, or MVNW_REPOURL set to a Maven repository)"
    fi
    say "no Maven $maven_min or later found. It can be installed with:  $install"
    say "(or set MVNW_REPOURL to a Maven repository, and it is brought from there without installing anything)"
    if [ ! -t 0 ] || [ ! -t 2 ]; then exit 1; fi
    printf 'martlet: do that now? [y/N] ' >&2
    read -r answer
    case $answer in
        y | Y | yes) ;;
        *) exit 1 ;;
    esac
    sh -c "$install" >&2 || die "the installation of Maven failed; see above"
    mvn=$(command -v mvn || printf '%s' "${SDKMAN_DIR:-$HOME/.sdkman}/candidates/maven/current/bin/mvn")
    is_maven "$mvn" || die "the Maven that was installed is too old (expected: $maven_min or later)"
}
