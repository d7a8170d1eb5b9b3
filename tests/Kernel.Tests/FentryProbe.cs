using Kernel.Tests.Support;

namespace Kernel.Tests;

/// <summary>Not a test of ours but of the kernel: ./test runs it to learn where the tests that need fentry have to run.</summary>
[Trait("Probe", "fentry")]
public sealed class FentryProbe
{
    [Fact]
    public void This_kernel_lets_a_program_trace_another() => Requires.Fentry();
}
