package dev.remit.policy;

/** Which mechanism enforces an allow rule; a rule that denies is enforced by the absence of a grant. */
public enum Layer {
    /** The kernel's Landlock ruleset grants a whole hierarchy. */
    KERNEL_TREE,
    /** The kernel's Landlock ruleset grants the file that bears the name at start; the supervisor covers successors. */
    KERNEL_EXACT,
    /** The supervisor performs the call itself. */
    BROKERED
}
