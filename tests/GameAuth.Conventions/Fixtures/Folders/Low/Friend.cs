using GameAuth.Conventions.Fixtures.Beside;

namespace GameAuth.Conventions.Fixtures.Low;

/// <summary>An offender on purpose: half of a circle, through a generic argument of a field.</summary>
internal sealed class Friend
{
    private readonly List<Neighbour> _neighbours = [];

    public int Count => _neighbours.Count;
}
