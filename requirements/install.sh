#!/bin/sh
# Installs exactly the wheels that locks name: nothing is resolved, nothing is built, every file is checked by its hash.
# What is released after the locks were written therefore makes no difference.
#
#     requirements/install.sh .venv/bin/python run build
#
# pip's own resolver is left out on purpose. Where a package asks for `other[extra]`, pip with hashes wants that very
# name pinned as soon as a newer release of `other` exists, although its lock names `other` and all that the extra needs.
set -eu
python=$1
shift
here=$(dirname "$0")
export PIP_DISABLE_PIP_VERSION_CHECK=1
for lock; do
	"$python" -m pip install --quiet --no-deps --require-hashes --only-binary :all: --requirement "$here/$lock.lock"
done
# Not resolving trusts the locks to be complete; this is the proof.
broken=$("$python" -m pip check) || {
	printf '%s\n' "$broken" "requirements: the locks are incomplete; renew them with 'make lock'" >&2
	exit 1
}
