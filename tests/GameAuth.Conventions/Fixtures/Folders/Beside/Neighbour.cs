using GameAuth.Conventions.Fixtures.Low;

namespace GameAuth.Conventions.Fixtures.Beside;

/// <summary>An offender on purpose: the other half of a circle, through an enum in a signature.</summary>
internal sealed class Neighbour
{
    public static bool Likes(Mood mood) => mood == Mood.Calm;
}
