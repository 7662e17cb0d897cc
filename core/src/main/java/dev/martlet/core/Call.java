// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/**
 * What an {@link Upstream} is asked to send: a request that is already shaped (hop-by-hop headers
 * gone, credentials in place).
 *
 * @param exchange the client request on whose behalf this is sent: its cancellation, timeline and
 *     routing keys apply
 * @param head method, target and headers to send; the upstream may add to the headers
 * @param payload the body to send
 */
public record Call(Exchange exchange, RequestHead head, Payload payload) {}
