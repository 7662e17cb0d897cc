// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import java.time.Instant;

/**
 * A share of a budget has been used, for the first time in its window and on any node.
 *
 * @param rule the budget
 * @param share which share: 0 to 1
 * @param used how much has been used, in the measure of the rule
 * @param limit how much there is
 * @param windowStart when the window began
 * @param at the time
 */
public record Alert(
        Rule rule, double share, long used, long limit, Instant windowStart, Instant at) {}
