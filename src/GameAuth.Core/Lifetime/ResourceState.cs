namespace GameAuth;

/// <summary>How a thing that is kept alive at a service stands, such as a game session.</summary>
public enum ResourceState
{
    /// <summary>It is good, and renewed in time.</summary>
    Live,

    /// <summary>It has ended and could not be renewed yet: the service is down or holds the account back. It is tried again.</summary>
    Interrupted,

    /// <summary>It was ended here.</summary>
    Ended,

    /// <summary>It is over and will not come back by itself; its failure says why.</summary>
    Lost,
}

/// <summary>How a leased thing stands, all of it from one moment.</summary>
internal sealed record ResourceSnapshot<T>(T Current, DateTimeOffset? EndsAt, ResourceState State, GameAuthException? Failure, int Changes)
{
    public bool IsOver => State is ResourceState.Ended or ResourceState.Lost;
}
