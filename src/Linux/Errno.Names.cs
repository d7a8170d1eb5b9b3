namespace Linux;

public readonly partial record struct Errno
{
    /// <summary>Operation not permitted: a capability is missing, or policy forbids it.</summary>
    public static readonly Errno EPERM = new(1);

    /// <summary>No such file, object, key or id.</summary>
    public static readonly Errno ENOENT = new(2);

    /// <summary>Interrupted by a signal.</summary>
    public static readonly Errno EINTR = new(4);

    /// <summary>Input/output error: the device failed.</summary>
    public static readonly Errno EIO = new(5);

    /// <summary>No such device or address: a FIFO nobody reads, opened without waiting.</summary>
    public static readonly Errno ENXIO = new(6);

    /// <summary>Argument list too long; from bpf(2) also: the attributes hold something this kernel does not know.</summary>
    public static readonly Errno E2BIG = new(7);

    /// <summary>Bad file descriptor.</summary>
    public static readonly Errno EBADF = new(9);

    /// <summary>Try again: it would block, or the verifier was interrupted.</summary>
    public static readonly Errno EAGAIN = new(11);

    /// <summary>Out of memory.</summary>
    public static readonly Errno ENOMEM = new(12);

    /// <summary>Permission denied; from BPF_PROG_LOAD: the verifier refused the program.</summary>
    public static readonly Errno EACCES = new(13);

    /// <summary>Bad address.</summary>
    public static readonly Errno EFAULT = new(14);

    /// <summary>Device or resource busy: something else is attached.</summary>
    public static readonly Errno EBUSY = new(16);

    /// <summary>It exists already.</summary>
    public static readonly Errno EEXIST = new(17);

    /// <summary>No such device.</summary>
    public static readonly Errno ENODEV = new(19);

    /// <summary>Not a directory.</summary>
    public static readonly Errno ENOTDIR = new(20);

    /// <summary>Is a directory.</summary>
    public static readonly Errno EISDIR = new(21);

    /// <summary>Invalid argument; from bpf(2) often: this kernel does not know it.</summary>
    public static readonly Errno EINVAL = new(22);

    /// <summary>The machine holds too many open files.</summary>
    public static readonly Errno ENFILE = new(23);

    /// <summary>The process holds too many open files.</summary>
    public static readonly Errno EMFILE = new(24);

    /// <summary>File too large.</summary>
    public static readonly Errno EFBIG = new(27);

    /// <summary>No space left; from bpf(2): a buffer of ours is too small.</summary>
    public static readonly Errno ENOSPC = new(28);

    /// <summary>Illegal seek: a pipe has no positions.</summary>
    public static readonly Errno ESPIPE = new(29);

    /// <summary>Read-only file system.</summary>
    public static readonly Errno EROFS = new(30);

    /// <summary>Broken pipe: nobody reads any more.</summary>
    public static readonly Errno EPIPE = new(32);

    /// <summary>Numerical result out of range; from the verifier: a jump or a loop out of range.</summary>
    public static readonly Errno ERANGE = new(34);

    /// <summary>File name too long.</summary>
    public static readonly Errno ENAMETOOLONG = new(36);

    /// <summary>The kernel has no such system call.</summary>
    public static readonly Errno ENOSYS = new(38);

    /// <summary>Too many symbolic links, or one where none is to be followed.</summary>
    public static readonly Errno ELOOP = new(40);

    /// <summary>Bad message; of ours: the kernel's answer is not laid out as it should be.</summary>
    public static readonly Errno EBADMSG = new(74);

    /// <summary>Message too long; from a netlink socket: what it tells of has grown meanwhile.</summary>
    public static readonly Errno EMSGSIZE = new(90);

    /// <summary>Operation not supported.</summary>
    public static readonly Errno EOPNOTSUPP = new(95);

    /// <summary>Network is down.</summary>
    public static readonly Errno ENETDOWN = new(100);

    /// <summary>No buffer space available; from a netlink socket: notifications were lost.</summary>
    public static readonly Errno ENOBUFS = new(105);

    /// <summary>Connection timed out; of ours: the kernel did not answer.</summary>
    public static readonly Errno ETIMEDOUT = new(110);

    /// <summary>Disk quota exceeded.</summary>
    public static readonly Errno EDQUOT = new(122);

    /// <summary>Operation canceled; from a timerfd: the clock was stepped.</summary>
    public static readonly Errno ECANCELED = new(125);

    /// <summary>The kernel's own 'not supported', which bpf(2) lets out and strerror(3) does not know.</summary>
    public static readonly Errno ENOTSUPP = new(524);

    private static string? NameOf(int value) => value switch
    {
        < 0 => null,
        _ when value < Names.Length => Names[value],
        _ when value >= 512 && value - 512 < KernelNames.Length => KernelNames[value - 512],
        _ => null,
    };

    private static readonly string?[] Names =
    [
        /*   0 */ "OK", "EPERM", "ENOENT", "ESRCH", "EINTR",
        /*   5 */ "EIO", "ENXIO", "E2BIG", "ENOEXEC", "EBADF",
        /*  10 */ "ECHILD", "EAGAIN", "ENOMEM", "EACCES", "EFAULT",
        /*  15 */ "ENOTBLK", "EBUSY", "EEXIST", "EXDEV", "ENODEV",
        /*  20 */ "ENOTDIR", "EISDIR", "EINVAL", "ENFILE", "EMFILE",
        /*  25 */ "ENOTTY", "ETXTBSY", "EFBIG", "ENOSPC", "ESPIPE",
        /*  30 */ "EROFS", "EMLINK", "EPIPE", "EDOM", "ERANGE",
        /*  35 */ "EDEADLK", "ENAMETOOLONG", "ENOLCK", "ENOSYS", "ENOTEMPTY",
        /*  40 */ "ELOOP", null, "ENOMSG", "EIDRM", "ECHRNG",
        /*  45 */ "EL2NSYNC", "EL3HLT", "EL3RST", "ELNRNG", "EUNATCH",
        /*  50 */ "ENOCSI", "EL2HLT", "EBADE", "EBADR", "EXFULL",
        /*  55 */ "ENOANO", "EBADRQC", "EBADSLT", null, "EBFONT",
        /*  60 */ "ENOSTR", "ENODATA", "ETIME", "ENOSR", "ENONET",
        /*  65 */ "ENOPKG", "EREMOTE", "ENOLINK", "EADV", "ESRMNT",
        /*  70 */ "ECOMM", "EPROTO", "EMULTIHOP", "EDOTDOT", "EBADMSG",
        /*  75 */ "EOVERFLOW", "ENOTUNIQ", "EBADFD", "EREMCHG", "ELIBACC",
        /*  80 */ "ELIBBAD", "ELIBSCN", "ELIBMAX", "ELIBEXEC", "EILSEQ",
        /*  85 */ "ERESTART", "ESTRPIPE", "EUSERS", "ENOTSOCK", "EDESTADDRREQ",
        /*  90 */ "EMSGSIZE", "EPROTOTYPE", "ENOPROTOOPT", "EPROTONOSUPPORT", "ESOCKTNOSUPPORT",
        /*  95 */ "EOPNOTSUPP", "EPFNOSUPPORT", "EAFNOSUPPORT", "EADDRINUSE", "EADDRNOTAVAIL",
        /* 100 */ "ENETDOWN", "ENETUNREACH", "ENETRESET", "ECONNABORTED", "ECONNRESET",
        /* 105 */ "ENOBUFS", "EISCONN", "ENOTCONN", "ESHUTDOWN", "ETOOMANYREFS",
        /* 110 */ "ETIMEDOUT", "ECONNREFUSED", "EHOSTDOWN", "EHOSTUNREACH", "EALREADY",
        /* 115 */ "EINPROGRESS", "ESTALE", "EUCLEAN", "ENOTNAM", "ENAVAIL",
        /* 120 */ "EISNAM", "EREMOTEIO", "EDQUOT", "ENOMEDIUM", "EMEDIUMTYPE",
        /* 125 */ "ECANCELED", "ENOKEY", "EKEYEXPIRED", "EKEYREVOKED", "EKEYREJECTED",
        /* 130 */ "EOWNERDEAD", "ENOTRECOVERABLE", "ERFKILL", "EHWPOISON",
    ];

    private static readonly string?[] KernelNames =
    [
        /* 512 */ "ERESTARTSYS", "ERESTARTNOINTR", "ERESTARTNOHAND", "ENOIOCTLCMD", "ERESTART_RESTARTBLOCK",
        /* 517 */ "EPROBE_DEFER", "EOPENSTALE", "ENOPARAM", null, "EBADHANDLE",
        /* 522 */ "ENOTSYNC", "EBADCOOKIE", "ENOTSUPP", "ETOOSMALL", "ESERVERFAULT",
        /* 527 */ "EBADTYPE", "EJUKEBOX", "EIOCBQUEUED", "ERECALLCONFLICT", "ENOGRACE",
    ];
}
