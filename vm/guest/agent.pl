# Process 1 of the VM: runs the one command and sends what it prints, and how it ended, to the other end of a virtio port
# (vm/attach.pl). Perl, because every Debian has it, and a shell cannot handle arbitrary bytes of two streams.
#
# On the port go frames of one byte kind, four bytes length (big endian), data. Kinds: s the command starts, o and e its
# output and error output, x its exit status (one byte), f the VM cannot run it (the reason).
use strict;
use warnings;
use POSIX ();

$ENV{PATH} = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
my $port = open_port();
my ($folder, $output, $variables, @rest) = read_request('/run/vm/request');
my %environment = map { split /=/, $_, 2 } splice @rest, 0, $variables;
my @command = @rest;

system qw(modprobe -a veth tun sch_netem);
mount_output($output) if $output ne '';
chdir $folder or fail("cannot enter $folder: $! (folders under /dev, /proc, /run and /sys are the VM's own)");
# From here on children are reaped by the kernel, the command's orphans among them.
$SIG{CHLD} = 'IGNORE';
frame('s', '');
frame('x', pack 'C', run());
# The other end takes the power away; whatever it has not read yet stays in the port until then.
sleep 1 while 1;

# Runs the command and forwards its output until it has ended and all that it wrote has been read. A background process
# that it leaves behind is not waited for, even if it still holds the pipes.
sub run {
    pipe my $out, my $out_end or fail("pipe: $!");
    pipe my $error, my $error_end or fail("pipe: $!");
    pipe my $status, my $status_end or fail("pipe: $!");
    if (fork_or_fail() == 0) {
        $SIG{CHLD} = 'DEFAULT';
        my $child = fork_or_fail();
        execute($out_end, $error_end) if $child == 0;
        waitpid $child, 0;
        syswrite $status_end, pack 'C', $? & 127 ? 128 + ($? & 127) : $? >> 8;
        POSIX::_exit(0);
    }
    close $_ for $out_end, $error_end, $status_end;

    my %streams = (fileno $out, [$out, 'o'], fileno $error, [$error, 'e']);
    my $ended = 0;
    while (%streams) {
        my $ready = '';
        vec($ready, $_, 1) = 1 for keys %streams;
        vec($ready, fileno $status, 1) = 1 unless $ended;
        my $count = select $ready, undef, undef, $ended ? 0 : undef;
        last if $ended && !$count;
        for my $stream (grep { vec $ready, $_, 1 } keys %streams) {
            my ($pipe, $kind) = @{ $streams{$stream} };
            if (sysread $pipe, my $data, 65536) { frame($kind, $data) }
            else { delete $streams{$stream} }
        }
        $ended ||= vec $ready, fileno $status, 1;
    }
    sysread $status, my $code, 1 or fail('the command was lost');
    return unpack 'C', $code;
}

# In the child: becomes the command. Its standard input is empty.
sub execute {
    my ($out, $error) = @_;
    POSIX::setsid();
    open STDIN, '<', '/dev/null' and POSIX::dup2(fileno $out, 1) and POSIX::dup2(fileno $error, 2)
        or POSIX::_exit(125);
    %ENV = %environment;
    { no warnings; exec { $command[0] } @command }
    my $error_number = $! + 0;
    syswrite STDERR, "vm/run: $command[0]: $!\n";
    POSIX::_exit($error_number == POSIX::ENOENT ? 127 : 126);
}

sub mount_output {
    my ($folder) = @_;
    # Without a cache, so that the machine sees what is written as it is written.
    system('mkdir', '-p', $folder);
    system(qw(mount -t 9p -o), 'trans=virtio,version=9p2000.L,msize=512000,cache=none,access=any', 'output', $folder) == 0
        or fail("cannot mount $folder, which VM_OUT names");
}

# Fields are separated by zero bytes: folder, output folder, number of variables, variables, command and arguments.
sub read_request {
    my ($path) = @_;
    open my $file, '<:raw', $path or fail("$path: $!");
    local $/ = "\0";
    chomp(my @fields = <$file>);
    return @fields;
}

sub open_port {
    # The driver makes the port a moment after it has been loaded.
    for (1 .. 1000) {
        my ($path) = glob '/dev/vport*p1';
        if ($path && open my $port, '>:raw', $path) { return $port }
        select undef, undef, undef, 0.01;
    }
    die "no virtio port\n";
}

sub frame {
    my ($kind, $data) = @_;
    my $frame = pack('A1 N', $kind, length $data) . $data;
    while (length $frame) {
        my $written = syswrite $port, $frame;
        die "virtio port: $!\n" if !defined $written;
        substr $frame, 0, $written, '';
    }
}

sub fail {
    frame('f', "@_");
    sleep 1 while 1;
}

sub fork_or_fail { my $child = fork; defined $child or fail("fork: $!"); return $child }
