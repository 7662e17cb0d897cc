// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import dev.martlet.core.Route;

/**
 * A route and what it takes.
 *
 * @param route the route; its name is unique
 * @param match what it takes
 */
public record RouteSpec(Route route, Match match) {}
