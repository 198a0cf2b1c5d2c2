package dev.remit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.cli.RemitProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Renames, links, sockets with names and limits in a directory where the supervisor makes the calls: a script must print
 * the same there as without Remit.
 */
class OnBehalfTest {
    /** What {@code is LABEL, RESULT} prints: that it worked, or the error. */
    private static final String PERL = """
            use strict; use Errno; use Socket; use Fcntl;
            sub is { my ($what, $ok) = @_; print "$what: ", $ok ? "ok" : (sort(grep { $!{$_} } keys %!))[0], "\\n"; }
            mkdir "d"; mkdir "d/e"; mkdir "full"; put("full/x"); put("f"); put("g"); symlink("f", "l");
            sub put { my $name = shift; open(my $file, ">", $name) or die; print $file $name; close $file; }
            """;

    @TempDir
    private Path temporary;

    @Test
    void shouldRenameAndLinkWithTheErrorsOfTheKernel() throws Exception {
        assertSame(
                """
                        is("rename", rename("f", "f2")); is("back", rename("f2", "f"));
                        for my $pair ("f d", "d f", "f missing/x", "missing x", "d d/e/x", "d full", "f/ x", "f x/", "d x/", "x/ d",
                                ". x", "f .", "f ..", "d/. x", "f f", "l l2", "l2 l", "f/x y", "f x/y", "f /", "full/x full/../x",
                                "x full/x", "e d/e", "/ x") {
                            is("rename $pair", rename((split / /, $pair)[0], (split / /, $pair)[1]));
                        }
                        for my $pair ("f h", "f g", "d h2", "missing h3", "f missing/x", "l hl", "f/ h4", "f h5/", "f .", ". f") {
                            is("link $pair", link((split / /, $pair)[0], (split / /, $pair)[1]));
                        }
                        is("a link is linked itself", readlink("hl") eq "f");
                        # syscall() takes strings that could be changed only.
                        my ($f, $g, $named) = ("f", "g", "named");
                        for my $flags (0, 1, 2, 3, 4, 5, 6, 7, 8) {
                            is("flags $flags", syscall(316, -100, $g, -100, $f, $flags) == 0) if `uname -m` =~ /x86_64/;
                        }
                        is("anonymous", sysopen(my $file, ".", 020200002, 0600));
                        is("linked", syscall(265, -100, "/proc/self/fd/" . fileno($file), -100, $named, 0x400) == 0)
                                if `uname -m` =~ /x86_64/;
                        print join(" ", sort glob("* */* */*/*")), "\\n";
                        """);
    }

    @Test
    void shouldBindAndConnectWithTheErrorsOfTheKernel() throws Exception {
        assertSame("""
                sub unix { socket(my $socket, AF_UNIX, SOCK_STREAM, 0) or die; $socket }
                umask 027;
                my $server = unix(); is("bind", bind($server, sockaddr_un("s"))); listen($server, 1);
                printf "%s %o\\n", (unpack_sockaddr_un(getsockname($server)))[0], (stat "s")[2];
                is("again", bind($server, sockaddr_un("s2"))); is("left no name", !-e "s2");
                for my $name ("s", "f", "f/x", "missing/x", ".", "d/", "l", "d/in") {
                    is("bind $name", bind(unix(), sockaddr_un($name)));
                }
                is("no socket", bind(STDIN, sockaddr_un("s3"))); is("left no name", !-e "s3");
                my $client = unix(); is("connect", connect($client, sockaddr_un("d/../s")));
                accept(my $peer, $server); syswrite($peer, "hello"); sysread($client, my $text, 5); print "$text\\n";
                my ($pid, $uid, $gid) = unpack("iii", getsockopt($peer, SOL_SOCKET, SO_PEERCRED));
                print $uid == $> ? "own user\\n" : "another user\\n";
                is("twice", connect($client, sockaddr_un("s")));
                symlink("s", "to-s"); is("by a link", connect(unix(), sockaddr_un("to-s")));
                chmod 0, "s"; is("forbidden", $> == 0 || !connect(unix(), sockaddr_un("s")));
                for my $name ("f", ".", "missing", "f/x", "d/in") {
                    is("connect $name", connect(unix(), sockaddr_un($name)));
                }
                """);
    }

    @Test
    void shouldConnectWhenTheListenerHasRoomAgain() throws Exception {
        assertSame("""
                sub unix { socket(my $socket, AF_UNIX, SOCK_STREAM, 0) or die; $socket }
                my $server = unix(); bind($server, sockaddr_un("s")); listen($server, 0);
                my $first = unix(); is("first", connect($first, sockaddr_un("s")));
                my $impatient = unix(); fcntl($impatient, F_SETFL, O_NONBLOCK);
                is("impatient", connect($impatient, sockaddr_un("s")));
                if (my $child = fork) {
                    my $second = unix(); is("second", connect($second, sockaddr_un("s"))); waitpid($child, 0);
                } else {
                    select(undef, undef, undef, 0.3); accept(my $one, $server); accept(my $two, $server); exit 0;
                }
                """);
    }

    @Test
    void shouldKeepNothingOpenThatTheProgramHasClosed() throws Exception {
        assertSame(
                """
                        system("mkfifo", "p"); my ($open, $locked) = (0, 0);
                        sysopen(my $reader, "p", O_RDONLY | O_NONBLOCK) or die;
                        for my $i (1 .. 2000) {
                            sysopen(my $writer, "p", O_WRONLY | O_NONBLOCK) or die; close $writer;
                            my $got = sysread($reader, my $text, 1); $open++ unless defined $got;
                        }
                        for my $i (1 .. 2000) {
                            open(my $one, "+<", "f") or die; flock($one, 6) or $locked++; close $one;
                        }
                        print "$open ends left open, $locked locks held\\n";
                        """);
    }

    @Test
    void shouldKeepLimitsOfTheProgram() throws Exception {
        assertSame(
                """
                        sub limited { system("sh", "-c", "$_[0]; exec \\"\\$@\\"", "sh", @_[1 .. $#_]); print $? & 127, " ", $? >> 8, "\\n"; }
                        my @perl = ("perl", "-e");
                        limited("ulimit -f 4", @perl, 'truncate("f", 1 << 20) or die');
                        print "size ", -s "f", "\\n";
                        limited("ulimit -f 4", @perl, '$SIG{XFSZ} = sub { print "told\\n" }; truncate("f", 1 << 20)
                                and die; print $!{EFBIG} ? "too big\\n" : "else\\n"');
                        limited("ulimit -f 4", @perl, 'truncate("f", 2) or die');
                        limited("ulimit -n 8", @perl, 'my @open; while (open(my $file, "<", "/dev/null")) { push @open, $file }
                                print open(my $new, ">", "new") ? "made" : $!{EMFILE} ? "EMFILE" : $!, -e "new" ? " left" : " none", "\\n";
                                print open(my $old, ">", "g") ? "opened" : $!{EMFILE} ? "EMFILE" : $!, " ", -s "g", "\\n";
                                pop @open; print open(my $new, ">", "new") ? "made" : $!, "\\n"');
                        """);
    }

    @Test
    void shouldAnswerLikeAnotherFileSystemWhereAccessWouldBeGained() throws Exception {
        Path directory = Files.createDirectory(temporary.toRealPath().resolve("gains"));
        Result result = RemitProcess.run(directory, "run", "-x", "/usr/bin/**", "-w", directory + "/**", "--deny",
                directory + "/project/keys/**", "--", "sh", "-c",
                "mkdir -p project/src && touch project/src/a && mv project/src moved && mv project copied && ls copied");

        assertThat(result.err()).contains("renameat2 " + directory + "/project to " + directory + "/copied")
                .contains("denies something there");
        assertThat(result.exitCode()).isZero();
        assertThat(directory.resolve("moved/a")).exists();
        assertThat(directory.resolve("copied")).exists();
        assertThat(directory.resolve("project")).doesNotExist();
    }

    @Test
    void shouldOpenMemoryOfTheProgramOnceMore() throws Exception {
        assertSame(
                """
                        my $name = "memory"; my $number = `uname -m` =~ /x86_64/ ? 319 : 279;
                        my $memory = syscall($number, $name, 0); is("memory", $memory >= 0);
                        my $path = "/proc/self/fd/$memory"; $^F = 255;
                        is("for both", open(my $both, "+<", $path)); print $both "kept"; close $both;
                        is("for reading", open(my $reader, "<", $path)); print <$reader>, "\\n";
                        is("chmod", chmod(0400, $path)); printf "%o %s\\n", (stat $path)[2], readlink $path;
                        is("truncate", truncate($path, 2)); print -s $path, "\\n"; is("link", link($path, "named"));
                        is("no such file", open(my $file, "<", "/memfd:memory"));
                        """);
    }

    private void assertSame(String script) throws IOException, InterruptedException {
        Path home = temporary.toRealPath();
        List<String> perl = List.of("perl", "-e", PERL + script);
        Path alone = Files.createDirectory(home.resolve("alone"));
        Result expected = RemitProcess.start(alone, perl);
        Path supervised = Files.createDirectory(home.resolve("supervised"));
        // A rule that denies something inside keeps the kernel's rules out of the directory.
        List<String> command = new ArrayList<>(RemitProcess.command("run", "-x", "/usr/**", "-r", "/etc/**", "-w",
                supervised + "/**", "-w", "/dev/null", "--deny", supervised + "/denied/**", "--"));
        command.addAll(perl);
        Result actual = RemitProcess.start(supervised, command);

        assertThat(expected.exitCode()).as(expected.err()).isZero();
        assertThat(actual.out()).as(actual.err()).isEqualTo(expected.out());
    }
}
