// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.auth;

import org.jspecify.annotations.Nullable;

/**
 * A key of an AWS account.
 *
 * @param accessKeyId which key
 * @param secretAccessKey the key
 * @param sessionToken of temporary credentials, or null
 */
public record AwsCredentials(
        String accessKeyId, String secretAccessKey, @Nullable String sessionToken) {
    /** Shows nothing secret. */
    @Override
    public String toString() {
        return "AWS credentials " + accessKeyId;
    }
}
