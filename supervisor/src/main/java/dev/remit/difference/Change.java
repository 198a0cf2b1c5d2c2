package dev.remit.difference;

import dev.remit.policy.Origin;

/**
 * Something that one policy permits and another does not.
 *
 * @param what it is, in the words by which a user accepts it: {@code write:./out/**}, {@code connect:tcp:10.0.0.0/8:443},
 *        {@code device:camera}, {@code limit:memory=2GiB}
 * @param example one path or endpoint that is permitted anew, or an empty string where the words say it all
 * @param origin where the policy that permits it was written
 */
public record Change(String what, String example, Origin origin) {
    /** For people: {@code write:./out/**, for example ./out/x (app.yml:14:11 (out))}. */
    public String describe() {
        String instance = example.isEmpty() || what.endsWith(":" + example) ? "" : ", for example " + example;
        String place = origin.source().isEmpty() ? "" : " (" + origin.describe() + ")";
        return what + instance + place;
    }
}
