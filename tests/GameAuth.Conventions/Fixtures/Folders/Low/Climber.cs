using GameAuth.Conventions.Fixtures.High;

namespace GameAuth.Conventions.Fixtures.Low;

/// <summary>An offender on purpose: only its method body names a higher layer.</summary>
internal sealed class Climber
{
    public static string Climb() => Summit.Name();
}
