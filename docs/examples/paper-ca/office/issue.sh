#!/bin/sh
# Plays Paper CA: makes a certification authority in FOLDER, and issues certificates with OpenSSL.
#
#   sh issue.sh FOLDER                     makes FOLDER/root.key and FOLDER/root.pem
#   sh issue.sh FOLDER REQUEST.csr OUT     issues OUT for the request; OUT is named paper-….pem
set -eu

folder=$1
mkdir -p "$folder"
if [ ! -e "$folder/root.key" ]; then
  openssl req -x509 -newkey rsa:3072 -sha256 -nodes -days 3650 \
    -subj "/C=LU/O=Paper CA/CN=Paper CA Root" \
    -addext "basicConstraints=critical,CA:TRUE" \
    -addext "keyUsage=critical,keyCertSign,cRLSign" \
    -keyout "$folder/root.key" -out "$folder/root.pem" 2> "$folder/openssl.log"
  echo "Paper CA is founded: $folder/root.pem"
fi
[ $# -ge 3 ] || exit 0

openssl req -in "$2" -verify -noout 2> "$folder/openssl.log"
cat > "$folder/extensions.cnf" << 'END'
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
END
# Written beside and renamed: whoever watches the folder never sees half a file.
openssl x509 -req -in "$2" -sha256 -days 365 \
  -CA "$folder/root.pem" -CAkey "$folder/root.key" -CAcreateserial \
  -extfile "$folder/extensions.cnf" -out "$3.part" 2> "$folder/openssl.log"
mv "$3.part" "$3"
echo "Issued: $3"
