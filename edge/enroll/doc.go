// Package enroll gives a home its identity: a private key made on the device
// at first start, and the certificate the cloud signs for it.
//
// Trust. The key never leaves the device; what is sent is a certificate
// request, which proves the key is held, and the installer's claim, which
// proves the right to the site's name. Neither goes over plain HTTP except to
// the same machine. An answer counts only if it certifies this key for this
// site under the authority it or the configuration names.
//
// Every file is replaced whole: a power cut leaves the old state or the new
// one, and starting again completes what was begun. The package never logs.
package enroll
