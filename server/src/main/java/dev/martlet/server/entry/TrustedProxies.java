// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.entry;

import dev.martlet.core.Key;
import dev.martlet.core.Peer;
import dev.martlet.core.http.AddressSet;
import dev.martlet.core.http.ClientAddress;
import io.helidon.http.Headers;
import java.net.InetAddress;
import java.util.Map;

/** Of each listener, the proxies whose word is taken for who the client is. */
public final class TrustedProxies {
    /** Where a snapshot keeps them. */
    public static final Key<TrustedProxies> PART = Key.named("trusted-proxies");

    private final Map<String, AddressSet> byListener;

    /**
     * The proxies of all listeners.
     *
     * @param byListener by the listener's name; one that is missing trusts nobody
     */
    public TrustedProxies(Map<String, AddressSet> byListener) {
        this.byListener = Map.copyOf(byListener);
    }

    boolean trusts(Peer peer) {
        return of(peer).contains(peer.address());
    }

    InetAddress client(Peer peer, Headers headers) {
        return ClientAddress.of(peer.address(), headers, of(peer));
    }

    private AddressSet of(Peer peer) {
        return byListener.getOrDefault(peer.listener(), AddressSet.NONE);
    }
}
