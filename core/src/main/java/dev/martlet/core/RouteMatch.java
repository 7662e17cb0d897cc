// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.util.Map;

/**
 * A route that takes a request.
 *
 * @param route the route
 * @param variables what the {@code {segments}} of the path pattern matched, as sent (not decoded)
 * @param rest what {@code /**} matched, with its leading slash unless empty; empty for patterns
 *     without it
 */
public record RouteMatch(Route route, Map<String, String> variables, String rest) {}
