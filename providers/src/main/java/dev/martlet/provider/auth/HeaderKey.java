// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.auth;

import dev.martlet.core.RequestHead;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.function.Supplier;

/** A key in a header. */
record HeaderKey(HeaderName name, Supplier<String> key) implements Authorizer {
    HeaderKey(String name, Supplier<String> key) {
        this(HeaderNames.create(name), key);
    }

    @Override
    public RequestHead authorize(RequestHead head, byte[] payload) {
        RequestHead out = ClientCredentials.removed(head);
        out.headers().set(name, Secrets.checked(name.lowerCase(), key));
        return out;
    }

    @Override
    public String toString() {
        return "key in header " + name.lowerCase();
    }
}
