// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.auth;

import dev.martlet.core.RequestHead;
import java.util.function.Supplier;

/** A key in the query. */
record QueryKey(String name, Supplier<String> key) implements Authorizer {
    @Override
    public RequestHead authorize(RequestHead head, byte[] payload) {
        RequestHead out = ClientCredentials.removed(head);
        String pair = Percent.encoded(name) + '=' + Percent.encoded(Secrets.checked(name, key));
        String query = out.query();
        return out.withTarget(
                out.path(), query == null || query.isEmpty() ? pair : query + '&' + pair);
    }

    @Override
    public String toString() {
        return "key in query parameter " + name;
    }
}
