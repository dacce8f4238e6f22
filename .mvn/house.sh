# Sourced by ./breakeven and ./dev, which set $root: the JDK finder and the build lock.
# shellcheck shell=sh disable=SC2034,SC2154

jdk_wanted=25
app=$root/cli/target/app
lock=$root/.mvn/build.lock

# Is $1 the home of a JDK that is new enough? Reads its release file, starts nothing.
is_jdk() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r line; do
    case $line in
      JAVA_VERSION=*)
        version=${line#*\"}
        version=${version%%[!0-9]*}
        [ "${version:-0}" -ge "$jdk_wanted" ]
        return
        ;;
    esac
  done <"$1/release"
  return 1
}

# Sets and exports JAVA_HOME; ends the script with one sentence where there is no JDK.
find_jdk() {
  if is_jdk "${JAVA_HOME:-/nowhere}"; then return; fi
  on_path=$(command -v javac || true)
  if [ -n "$on_path" ]; then
    on_path=$(readlink -f "$on_path" 2>/dev/null || printf '%s' "$on_path")
    on_path=${on_path%/bin/javac}
  fi
  for home in "$on_path" /usr/lib/jvm/* /opt/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "${HOME:-/nowhere}"/.sdkman/candidates/java/* "${HOME:-/nowhere}"/.jdks/*; do
    if is_jdk "$home"; then
      JAVA_HOME=$home
      export JAVA_HOME
      return
    fi
  done
  echo "Breakeven needs a JDK $jdk_wanted or later: get one from https://adoptium.net" \
    "(or 'sdk install java $jdk_wanted-tem') and set JAVA_HOME to it if it is not found." >&2
  exit 1
}

# Is the app missing, or older than a source or POM it is made of?
app_is_stale() {
  [ -f "$app/.built" ] || return 0
  [ -n "$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main \
    -newer "$app/.built" -print 2>/dev/null | head -n 1)" ]
}

# One build at a time in this checkout: the lock is a link that names its holder's process.
lock_build() {
  waiting=
  until ln -s "$$" "$lock" 2>/dev/null; do
    holder=$(readlink "$lock" || true)
    if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then
      rm -f "$lock"
      continue
    fi
    [ -n "$waiting" ] || echo "Waiting for another build (process $holder)" >&2
    waiting=yes
    sleep 1
  done
  trap 'rm -f "$lock"' EXIT
  trap 'exit 130' INT TERM HUP
}
