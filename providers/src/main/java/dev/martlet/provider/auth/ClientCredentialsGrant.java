// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.auth;

import dev.martlet.core.RequestHead;
import java.net.URI;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * An application of Entra, or of any other OAuth server: its secret is exchanged for an access
 * token (RFC 6749, section 4.4), which is used until shortly before it expires.
 */
public final class ClientCredentialsGrant implements Authorizer {
    private final String clientId;
    private final Authorizer bearer;

    /**
     * An application.
     *
     * @param endpoint the token endpoint, https; for Entra it names the tenant
     * @param clientId the application's id
     * @param clientSecret its secret, asked for at each exchange
     * @param scope what the token is for
     * @param exchange sends the request
     * @param clock the time
     */
    public ClientCredentialsGrant(
            URI endpoint,
            String clientId,
            Supplier<String> clientSecret,
            String scope,
            TokenExchange exchange,
            InstantSource clock) {
        if (!"https".equals(endpoint.getScheme())) {
            throw new IllegalArgumentException(
                    "token endpoint: " + endpoint + " (expected: https)");
        }
        this.clientId = clientId;
        Supplier<String> form =
                () ->
                        "grant_type=client_credentials&client_id="
                                + Percent.encoded(clientId)
                                + "&client_secret="
                                + Percent.encoded(Secrets.checked("client secret", clientSecret))
                                + "&scope="
                                + Percent.encoded(scope);
        this.bearer = Authorizer.bearer(new TokenCache(endpoint, form, exchange, clock));
    }

    @Override
    public RequestHead authorize(RequestHead head, byte[] payload) {
        return bearer.authorize(head, payload);
    }

    @Override
    public String toString() {
        return "client " + clientId;
    }
}
