using Linux.Native;

namespace Linux.Processes;

/// <summary>On whose behalf the calling thread acts.</summary>
public static class UserIds
{
    /// <summary>The effective user: new files belong to it. geteuid(2).</summary>
    public static uint Effective => LibC.EffectiveUserId();
}
