package dev.remit.cache;

import dev.remit.policy.AskedDevice;
import dev.remit.policy.DeviceClass;
import dev.remit.policy.DeviceCommand;
import dev.remit.policy.DeviceCommands;
import dev.remit.policy.DeviceGrant;
import dev.remit.policy.DeviceNode;
import dev.remit.policy.DeviceRules;

/** How rules on devices are written in an entry. */
final class DevicesForm {
    private static final DeviceClass[] CLASSES = DeviceClass.values();

    private DevicesForm() {}

    static void write(EntryWriter out, DeviceRules rules) {
        out.all(rules.grants(), DevicesForm::write);
        out.all(rules.harmless(), DevicesForm::write);
        out.all(rules.unbounded(), DevicesForm::write);
        out.all(rules.asked(), DevicesForm::write);
        out.all(rules.needed(), RulesForm::write);
    }

    static DeviceRules read(EntryReader in) {
        return new DeviceRules(in.all(DevicesForm::grant), in.all(DevicesForm::command), in.all(DevicesForm::command),
                in.all(DevicesForm::asked), in.all(RulesForm::pathRule));
    }

    private static void write(EntryWriter out, DeviceGrant grant) {
        out.text(grant.node().path());
        out.small(grant.node().major());
        out.small(grant.node().minor());
        out.all(grant.classes(), EntryWriter::constant);
        out.all(grant.commands().space(), DevicesForm::write);
        out.all(grant.commands().permitted(), DevicesForm::write);
        RulesForm.write(out, grant.origin());
    }

    private static DeviceGrant grant(EntryReader in) {
        return new DeviceGrant(new DeviceNode(in.text(), in.small(), in.small()), in.all(DevicesForm::deviceClass),
                new DeviceCommands(in.all(DevicesForm::command), in.all(DevicesForm::command)), RulesForm.origin(in));
    }

    private static DeviceClass deviceClass(EntryReader in) {
        return in.constant(CLASSES);
    }

    private static void write(EntryWriter out, DeviceCommand command) {
        out.text(command.name());
        out.small(command.bits());
        out.small(command.mask());
        out.flag(command.supervised());
    }

    private static DeviceCommand command(EntryReader in) {
        return new DeviceCommand(in.text(), in.small(), in.small(), in.flag());
    }

    private static void write(EntryWriter out, AskedDevice device) {
        out.text(device.spelling());
        RulesForm.write(out, device.origin());
    }

    private static AskedDevice asked(EntryReader in) {
        return new AskedDevice(in.text(), RulesForm.origin(in));
    }
}
