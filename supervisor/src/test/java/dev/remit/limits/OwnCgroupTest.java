package dev.remit.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.linux.Feature;
import dev.remit.policy.Limit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found in hierarchies of control groups as other machines have them. */
class OwnCgroupTest {
    private static final String ALL = "cpuset cpu io memory pids";

    @SuppressWarnings("NullAway.Init")
    private MadeUpCgroups groups;

    @BeforeEach
    void make(@TempDir Path directory) throws IOException {
        groups = new MadeUpCgroups(directory);
    }

    @Test
    void shouldOfferEverythingInDelegatedScopeThatHoldsOnlyRemit() throws IOException {
        groups.mounted("/").own("/user.slice/user-1000.slice/user@1000.service/app.slice/run-r1.scope");
        Path own = groups.group("/user.slice/user-1000.slice/user@1000.service/app.slice/run-r1.scope",
                "cpu memory pids",
                "", MadeUpCgroups.thisProcess());

        OwnCgroup place = OwnCgroup.find(groups.system());

        assertThat(place.directory()).isEqualTo(own);
        assertThat(place.offersGroup()).isTrue();
        assertThat(place.offers("memory")).isTrue();
        assertThat(place.offers("pids")).isTrue();
        assertThat(place.offers("io")).isFalse();
        assertThat(place.whyNot("io")).isEqualTo("the control group " + own + " does not have the controller io");
        assertThat(Means.of(Limit.MEMORY, place)).isEqualTo(Means.CONTROL_GROUP);
        assertThat(Means.of(Limit.PROCESSES, place)).isEqualTo(Means.CONTROL_GROUP);
        assertThat(Means.of(Limit.CPU_TIME, place)).isEqualTo(Means.WATCHED_GROUP);
        assertThat(place.features()).allMatch(Feature::present);
    }

    @Test
    void shouldOfferOnlyGroupWhereOthersAreInTheSameOne() throws IOException {
        groups.mounted("/").own("/user.slice/session-3.scope");
        groups.group("/user.slice/session-3.scope", ALL, "", "1\n" + MadeUpCgroups.thisProcess());

        OwnCgroup place = OwnCgroup.find(groups.system());

        assertThat(place.offersGroup()).isTrue();
        assertThat(place.offers("memory")).isFalse();
        assertThat(place.whyNot("memory")).contains("holds other processes than Remit");
        assertThat(Means.of(Limit.MEMORY, place)).isEqualTo(Means.WATCHED_MEMORY);
        assertThat(Means.of(Limit.CPU_TIME, place)).isEqualTo(Means.WATCHED_GROUP);
        assertThat(place.features()).extracting(Feature::present).containsExactly(true, false, false);
        assertThat(place.features().getLast().remedy()).contains("systemd-run --user --scope -p Delegate=yes");
    }

    @Test
    void shouldOfferControllersOfRootAlthoughItHoldsOthers() throws IOException {
        groups.mounted("/").own("/");
        groups.root("", "memory hugetlb", "", "1\n2\n3\n");

        OwnCgroup place = OwnCgroup.find(groups.system());

        assertThat(place.root()).isTrue();
        assertThat(place.offers("memory")).isTrue();
        assertThat(place.offers("pids")).isFalse();
        assertThat(Means.of(Limit.PROCESSES, place)).isEqualTo(Means.COUNTED);
    }

    @Test
    void shouldOfferWhatIsEnabledAlready() throws IOException {
        groups.mounted("/").own("/box");
        groups.group("/box", ALL, "memory", "1\n2\n");

        OwnCgroup place = OwnCgroup.find(groups.system());

        assertThat(place.offers("memory")).isTrue();
        assertThat(place.offers("pids")).isFalse();
    }

    @Test
    void shouldFindGroupBelowWhatMountShows() throws IOException {
        groups.mounted("/docker/abc").own("/docker/abc/job");
        Path own = groups.group("/job", ALL, "", MadeUpCgroups.thisProcess());
        assertThat(OwnCgroup.find(groups.system()).directory()).isEqualTo(own);

        groups.own("/docker/abcdef");
        assertThat(OwnCgroup.find(groups.system()).obstacle()).contains("not mounted");
    }

    @Test
    void shouldNotDivideThreadedGroup() throws IOException {
        groups.mounted("/").own("/threads");
        Path own = groups.group("/threads", ALL, "", MadeUpCgroups.thisProcess());
        Files.writeString(own.resolve("cgroup.type"), "domain threaded\n");

        assertThat(OwnCgroup.find(groups.system()).obstacle()).contains("of a type that cannot be divided");
    }

    @Test
    void shouldSayWhatIsInTheWay() throws IOException {
        assertThat(OwnCgroup.find(groups.system()).obstacle()).isEqualTo(
                "this kernel has no control groups of version 2");
        groups.own("/../../other");
        assertThat(OwnCgroup.find(groups.system()).obstacle()).contains("outside of what it can see");
        groups.own("/");
        OwnCgroup unmounted = OwnCgroup.find(groups.system());
        assertThat(unmounted.obstacle()).contains("not mounted");
        assertThat(unmounted.offersGroup()).isFalse();
        assertThat(unmounted.offers("memory")).isFalse();
        assertThat(unmounted.whyNot("memory")).contains("not mounted");
        assertThat(Means.of(Limit.CPU_TIME, unmounted)).isEqualTo(Means.WATCHED_TIME);
        assertThat(Means.of(Limit.OPEN_FILES, unmounted)).isEqualTo(Means.EACH_PROCESS);
    }

    @Test
    void shouldUnderstandThisMachine() {
        OwnCgroup place = OwnCgroup.find(Path.of("/"));
        assertThat(place.offersGroup()).isEqualTo(place.obstacle().isEmpty());
        assertThat(place.features()).hasSize(3);
    }
}
