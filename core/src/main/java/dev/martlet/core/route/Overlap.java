// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

/**
 * A mistake in a set of routes: two between which nothing decides, or one that can never be
 * reached.
 *
 * @param route name of the route to be changed; of two equals the later by name
 * @param other name of the route that it clashes with
 * @param why one sentence for whoever wrote the configuration
 */
public record Overlap(String route, String other, String why) {}
