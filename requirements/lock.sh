#!/bin/sh
# Writes the locks from pyproject.toml, for Python 3.11 to 3.14 and every platform at once.
#
#     requirements/lock.sh build/uv              keeps the versions that still fit
#     requirements/lock.sh build/uv --upgrade    takes the newest
#
# The first argument is a virtual environment with uv.
#
# Each lock is a whole environment. `dev` holds everything and is resolved first; the others take its versions, so no
# two locks disagree.
set -eu
tools=$1
shift

lock() {
	name=$1
	shift
	echo "requirements/$name.lock"
	"$tools/bin/uv" pip compile --quiet --universal --python-version 3.11 --only-binary :all: --generate-hashes \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --annotation-style line \
		--output-file "requirements/$name.lock" "$@"
}

lock dev pyproject.toml --extra postgres --group dev "$@"
lock run pyproject.toml --constraint requirements/dev.lock --upgrade
lock postgres pyproject.toml --extra postgres --constraint requirements/dev.lock --upgrade
lock build --group build --constraint requirements/dev.lock --upgrade
lock fuzz --group fuzz "$@"
lock bench --group bench "$@"

# Wheels for all, so that nobody needs a compiler; on macOS from the oldest release that is still kept up.
export MACOSX_DEPLOYMENT_TARGET=14.0
for platform in x86_64-manylinux_2_28 aarch64-manylinux_2_28 aarch64-apple-darwin; do
	for version in 3.11 3.12 3.13 3.14; do
		for name in dev run postgres build bench; do
			"$tools/bin/uv" pip sync --dry-run --quiet --no-build --require-hashes --python "$tools/bin/python" \
				--python-platform "$platform" --python-version "$version" "requirements/$name.lock" || {
				echo "requirements/$name.lock has no wheels for Python $version on $platform" >&2
				exit 1
			}
		done
	done
done
echo "all locks have wheels for Python 3.11 to 3.14 on Linux and macOS"
