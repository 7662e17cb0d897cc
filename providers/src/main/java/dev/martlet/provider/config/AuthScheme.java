// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.config;

import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Key;

/** How a provider wants its key. */
public enum AuthScheme {
    @Doc("Authorization: Bearer KEY.")
    BEARER,
    @Doc("A header of its own, named by header.")
    HEADER,
    @Doc("A query parameter, named by header.")
    QUERY,
    @Doc("AWS Signature Version 4, with region and service.")
    @Key("aws-sigv4")
    AWS_SIGV4,
    @Doc("An access token got with the JSON key of a Google service account.")
    GOOGLE_SERVICE_ACCOUNT,
    @Doc("No key.")
    NONE
}
