namespace ClassicBpf.Translation;

/// <summary>A classic program cannot be translated.</summary>
public sealed class TranslationException : Exception
{
    /// <summary>Creates it.</summary>
    /// <param name="obstacle">Why.</param>
    public TranslationException(TranslationObstacle obstacle) : base(obstacle?.ToString())
    {
        ArgumentNullException.ThrowIfNull(obstacle);
        Obstacle = obstacle;
    }

    /// <summary>Why.</summary>
    public TranslationObstacle Obstacle { get; }
}
