# attach.pl TIMEOUT CONSOLE QEMU ARGUMENT…: runs QEMU with a virtio port to the agent in the VM (vm/guest/agent.pl, which
# describes what goes over it), passes the command's output on as it comes, and ends as the command ended. TIMEOUT is in
# seconds, 0 for none; CONSOLE a file for the VM's console log, or empty for one that is shown only if the VM fails.
use strict;
use warnings;
use POSIX ();
use Socket;

# Exit statuses of our own, as timeout(1) has them.
use constant { TIMED_OUT => 124, VM_FAILED => 125 };
# Software emulation on a busy machine may take its time to boot, but not this long.
use constant BOOT_SECONDS => 300;

my ($timeout, $console_path, @qemu) = @ARGV;
# The two descriptors for QEMU are inherited by it, hence not closed on exec.
$^F = 1000;
open my $console, '+>', $console_path || undef or die "vm/run: console log: $!\n";
socketpair my $port, my $port_end, AF_UNIX, SOCK_STREAM, PF_UNSPEC or die "vm/run: socketpair: $!\n";
$^F = 2;

my $qemu = start_qemu();
close $port_end;
$SIG{PIPE} = 'IGNORE';
for my $signal (qw(INT TERM HUP)) {
    # A signal that was ignored from the start (nohup, a background job's SIGINT) stays so.
    next if ($SIG{$signal} // '') eq 'IGNORE';
    $SIG{$signal} = sub { stop_qemu(); $SIG{$signal} = 'DEFAULT'; kill $signal, $$; sleep 1 };
}
$SIG{ALRM} = sub { finish(TIMED_OUT, "timed out after $timeout s") };
alarm $timeout;

my $started = 0;
my $boot_deadline = time + BOOT_SECONDS;
while (my ($kind, $data) = read_frame()) {
    if    ($kind eq 'o') { write_all(\*STDOUT, $data) }
    elsif ($kind eq 'e') { write_all(\*STDERR, $data) }
    elsif ($kind eq 's') { $started = 1 }
    elsif ($kind eq 'x') { finish(unpack 'C', $data) }
    elsif ($kind eq 'f') { finish(VM_FAILED, $data) }
}
fail_with_console($started ? 'the VM ended before the command' : 'the VM did not start');

sub start_qemu {
    my $child = fork // die "vm/run: fork: $!\n";
    return $child if $child;
    # A session of its own: Ctrl-C is ours to handle. The death signal covers the one end that cannot be handled, SIGKILL.
    POSIX::setsid();
    open STDIN, '<', '/dev/null';
    open STDOUT, '>&', $console;
    open STDERR, '>&', $console;
    my @channels = (
        '-chardev', 'file,id=console,append=on,path=/dev/fd/' . fileno $console, '-serial', 'chardev:console',
        '-chardev', 'socket,id=port,fd=' . fileno $port_end,
        '-device', 'virtio-serial-pci', '-device', 'virtserialport,chardev=port');
    exec 'setpriv', '--pdeathsig', 'KILL', @qemu, @channels or print STDERR "setpriv: $!\n";
    POSIX::_exit(127);
}

sub stop_qemu {
    kill 'KILL', $qemu;
    waitpid $qemu, 0;
}

sub finish {
    my ($status, $message) = @_;
    alarm 0;
    stop_qemu();
    print STDERR "vm/run: $message\n" if defined $message;
    exit $status;
}

sub fail_with_console {
    my ($message) = @_;
    stop_qemu();
    seek $console, 0, 0;
    my @lines = <$console>;
    s/\r//g, s/\e\[[0-9;?]*[A-Za-z]//g for @lines;
    @lines = grep { /\S/ } @lines;
    splice @lines, 0, -30 if @lines > 30;
    finish(VM_FAILED, join "\n", "$message; the end of its console:", map { chomp; "  $_" } @lines);
}

# The next frame, or nothing when QEMU has ended.
sub read_frame {
    my $header = read_bytes(5) // return;
    my ($kind, $length) = unpack 'A1 N', $header;
    my $data = read_bytes($length) // return;
    return ($kind, $data);
}

sub read_bytes {
    my ($wanted) = @_;
    my $bytes = '';
    while (length $bytes < $wanted) {
        if (!wait_for($port, 0)) {
            fail_with_console("the VM did not start within ${\BOOT_SECONDS} s") if !$started && time > $boot_deadline;
            next;
        }
        sysread $port, $bytes, $wanted - length $bytes, length $bytes or return;
    }
    return $bytes;
}

sub write_all {
    my ($stream, $data) = @_;
    while (length $data) {
        next unless wait_for($stream, 1);
        # A pipe that is ready takes this much at once (PIPE_BUF), so a slow reader never keeps us from a signal.
        my $written = syswrite $stream, $data, 4096;
        if (defined $written) { substr $data, 0, $written, '' }
        elsif ($! == POSIX::EPIPE) { finish(128 + POSIX::SIGPIPE) }
        elsif ($! != POSIX::EAGAIN && $! != POSIX::EINTR) { finish(VM_FAILED, "cannot write the command's output: $!") }
    }
}

# Waits a second at most: Perl runs a signal's handler between two of its own steps, so a signal that comes just before a
# wait is handled after it.
sub wait_for {
    my ($handle, $for_writing) = @_;
    my $set = '';
    vec($set, fileno $handle, 1) = 1;
    return ($for_writing ? select undef, $set, undef, 1 : select $set, undef, undef, 1) > 0;
}
