#!/usr/bin/env bash
# Checks session.pml with spin: the rules as they should be, then each rule broken. One line a check.
#
#   docs/model/check.sh              all checks
#   docs/model/check.sh login late   only those whose name contains one of these words
#
# Needs spin (6.5), gcc and 4 GB of memory; installs nothing. Exit: 0 all as expected, 1 not, 2 could not run.
set -u

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for tool in spin gcc; do
    if ! command -v "$tool" >/dev/null; then
        echo "check.sh: $tool is not installed (Debian: apt-get install spin gcc)" >&2
        exit 2
    fi
done
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
bad=0
ran=0

# Which property the assertion belongs to that the trail ends with.
property() {
    local line
    line=$(spin -t "$@" session.pml 2>/dev/null \
        | sed -n 's/^spin: session\.pml:\([0-9]*\), Error: assertion violated.*/\1/p' | tail -1)
    if [ -z "$line" ]; then
        echo "no assertion"
    else
        sed -n "$line,$((line + 5))p" session.pml | grep -o 'P[0-9]' | head -1
    fi
}

# check NAME EXPECTED FLAG…    EXPECTED: ok, or the property that must fail
check() {
    local name=$1 expected=$2 optimise=-O1 result states depth
    shift 2
    if [ ${#only[@]} -gt 0 ]; then
        local word wanted=no
        for word in "${only[@]}"; do
            case $name in *"$word"*) wanted=yes ;; esac
        done
        [ $wanted = yes ] || return 0
    fi
    ran=$((ran + 1))
    [ "$expected" = ok ] || optimise=-O0
    rm -rf "${scratch:?}"/* && cp "$here/session.pml" "$scratch" && cd "$scratch" || exit 2
    if ! spin -a "$@" session.pml >spin.out 2>&1; then
        cat spin.out >&2
        exit 2
    fi
    if ! gcc $optimise -w -DSAFETY -DCOLLAPSE -DMEMLIM=4000 -DVECTORSZ=1024 -o pan pan.c 2>gcc.out; then
        cat gcc.out >&2
        exit 2
    fi
    ./pan -m100000 -w22 >pan.out 2>&1
    states=$(awk '/states, stored/ { print $1; exit }' pan.out)
    depth=$(sed -n 's/.*depth reached \([0-9]*\).*/\1/p' pan.out | head -1)
    if grep -q 'errors: 0' pan.out; then
        result=ok
        if grep -qE 'Search not completed|search depth too small|out of memory' pan.out; then
            result="not complete"
        fi
    elif [ -f session.pml.trail ]; then
        result=$(property "$@")
    else
        result="did not run"
    fi
    if [ "$result" = "$expected" ]; then
        [ "$expected" = ok ] && result="no error" || result="$expected fails, as it must"
    else
        bad=$((bad + 1))
        result="WRONG: $result (expected: $expected)"
    fi
    printf '%-28s %9s states  depth %4s  %s\n' "$name" "${states:--}" "${depth:--}" "$result"
}

only=("$@")

# kinds of exchanges: 1 read, 2 increment, 4 rotate, 8 login, 16 destroy, 32 destroy and increment
# The first three together are all choices of three exchanges.
check plain              ok -DMASK0=7  -DMASK1=7  -DMASK2=7
check login              ok -DMASK0=8  -DMASK1=63 -DMASK2=63
check destroy            ok -DMASK0=48 -DMASK1=55 -DMASK2=55
check lost-rotation      ok -DMASK0=7  -DMASK1=7  -DMASK2=7  -DSTART=2
check lost-rotation-login ok -DMASK0=8 -DMASK1=15 -DMASK2=15 -DSTART=2
check no-session         ok -DMASK0=63 -DMASK1=63 -DMASK2=63 -DSTART=0
check attacker           ok -DMASK0=8  -DMASK1=15 -DMASK2=55 -DJAR2=1
check attacker-lost-rotation ok -DMASK0=8 -DMASK1=7 -DMASK2=7 -DJAR2=1 -DSTART=2
check two-attackers      ok -DMASK0=8  -DMASK1=7  -DMASK2=7  -DJAR1=1 -DJAR2=1
check two-faults         ok -DMASK0=2  -DMASK1=2  -DMASK2=2  -DFAULTS=2
check two-resends        ok -DMASK0=2  -DMASK1=2  -DMASK2=1  -DFAULTS=2 -DRESENDS=2
check short-list         ok -DMASK0=2  -DMASK1=2  -DMASK2=2  -DWRITES=1

# Mistakes that the code made once (README.md, "What it has found").
check found-create  P1 -DFOUND_CREATE  -DSTART=0 -DMASK0=2 -DMASK1=16 -DMASK2=1
check found-destroy P5 -DFOUND_DESTROY -DFAULTS=0 -DMASK0=8 -DMASK1=16 -DMASK2=1
check found-merge   P7 -DFOUND_MERGE   -DMASK0=8 -DMASK1=2 -DMASK2=2
check found-cookie  P6 -DFOUND_COOKIE  -DMASK0=8 -DMASK1=2 -DMASK2=2
check found-cookie-merged P6 -DFOUND_COOKIE -DFOUND_MERGE -DFAULTS=0 -DMASK0=8 -DMASK1=2 -DMASK2=2
check late-cookie        P4 -DNO_EXCUSE -DAT_ONCE -DFAULTS=0 -DSTART=2 -DMASK0=8 -DMASK1=1 -DMASK2=1

# Mistakes: each must be found.
check replace-creates    P1 -DMUTANT_REPLACE_CREATES    -DMASK0=16 -DMASK1=2 -DMASK2=1
check delete-unacked     P1 -DMUTANT_DELETE_UNACKED     -DMASK0=16 -DMASK1=1 -DMASK2=1
check resend-new-nonce   P2 -DMUTANT_RESEND_NEW_NONCE   -DMASK0=2  -DMASK1=2 -DMASK2=1
check no-proof           P2 -DMUTANT_NO_PROOF           -DMASK0=2  -DMASK1=2 -DMASK2=1
check no-bound           P2 -DMUTANT_NO_BOUND -DWRITES=1 -DMASK0=2 -DMASK1=2 -DMASK2=2
check rotate-always      P3 -DMUTANT_ROTATE_ALWAYS      -DMASK0=4  -DMASK1=4 -DMASK2=1
check rotate-new-rid     P3 -DMUTANT_ROTATE_NEW_RID     -DMASK0=4  -DMASK1=4 -DMASK2=1
check no-grace           P4 -DMUTANT_NO_GRACE           -DMASK0=4  -DMASK1=1 -DMASK2=1
check muted-login-dropped P4 -DMUTANT_MUTED_LOGIN_DROPPED -DMASK0=8 -DMASK1=8 -DMASK2=1
check no-epoch-check     P5 -DMUTANT_NO_EPOCH_CHECK     -DMASK0=8  -DMASK1=2 -DMASK2=1
check old-reads-new      P5 -DMUTANT_OLD_READS_NEW      -DMASK0=8  -DMASK1=1 -DMASK2=1
check old-reads-new-attacker P6 -DMUTANT_OLD_READS_NEW  -DMASK0=8  -DMASK1=1 -DMASK2=1 -DJAR1=1 -DJAR2=1
check login-rotates-once P6 -DMUTANT_LOGIN_ROTATES_ONCE -DMASK0=8  -DMASK1=1 -DMASK2=4 -DJAR2=1
check unordered-answers  P7 -DMUTANT_UNORDERED          -DMASK0=8  -DMASK1=3 -DMASK2=3

if [ $ran -eq 0 ]; then
    echo "check.sh: no check is called so" >&2
    exit 2
fi
if [ $bad -gt 0 ]; then
    echo "$bad of $ran checks did not end as expected" >&2
    exit 1
fi
echo "$ran checks ended as expected"
