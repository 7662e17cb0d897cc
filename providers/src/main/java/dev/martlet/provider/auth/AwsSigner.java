// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.auth;

import dev.martlet.core.RequestHead;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.time.InstantSource;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Signs requests with AWS Signature Version 4. Signed are the body, path and query, the host, the
 * content type and all {@code x-amz-} headers; what the way to the provider may still change
 * (Connection, User-Agent …) is not. The head has to have the authority that is sent as Host.
 */
public final class AwsSigner implements Authorizer {
    private static final HeaderName DATE = HeaderNames.create("x-amz-date");
    private static final HeaderName TOKEN = HeaderNames.create("x-amz-security-token");
    private static final HeaderName HASH = HeaderNames.create("x-amz-content-sha256");

    private final Supplier<AwsCredentials> credentials;
    private final SigV4 signature;
    private final InstantSource clock;

    /**
     * A signer for one service in one region.
     *
     * @param credentials asked for every request
     * @param region for example {@code eu-west-1}
     * @param service the name to sign with: {@code bedrock} for Bedrock's runtime
     * @param clock the time; AWS refuses signatures that are 5 minutes off
     */
    public AwsSigner(
            Supplier<AwsCredentials> credentials,
            String region,
            String service,
            InstantSource clock) {
        this.credentials = credentials;
        this.signature = new SigV4(region, service, !service.equals("s3"));
        this.clock = clock;
    }

    @Override
    public boolean signsPayload() {
        return true;
    }

    @Override
    public RequestHead authorize(RequestHead head, byte[] payload) {
        AwsCredentials key = credentials.get();
        RequestHead out = ClientCredentials.removed(head);
        String hash = SigV4.hash(payload);
        out.headers().set(DATE, SigV4.time(clock.instant()));
        String token = key.sessionToken();
        if (token != null) {
            out.headers().set(TOKEN, Secrets.checked("session token", () -> token));
        }
        if (!signature.normalize()) {
            out.headers().set(HASH, hash);
        }
        out.headers()
                .set(
                        HeaderNames.AUTHORIZATION,
                        signature.authorization(
                                key,
                                out.method().text(),
                                out.path(),
                                out.query(),
                                signed(out),
                                hash));
        return out;
    }

    private static SortedMap<String, String> signed(RequestHead head) {
        SortedMap<String, String> signed = new TreeMap<>();
        signed.put("host", head.authority().toLowerCase(Locale.ROOT));
        for (Header header : head.headers()) {
            String name = header.headerName().lowerCase();
            if (name.startsWith("x-amz-") || name.equals("content-type")) {
                signed.put(name, String.join(",", header.allValues()));
            }
        }
        return signed;
    }

    @Override
    public String toString() {
        return "AWS signature for " + signature.service() + " in " + signature.region();
    }
}
