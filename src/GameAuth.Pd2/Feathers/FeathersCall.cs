namespace GameAuth.Pd2;

/// <summary>The six methods of a service (feathersjs repository, <c>packages/transport-commons</c>).</summary>
internal enum FeathersMethod
{
    Find,
    Get,
    Create,
    Update,
    Patch,
    Remove,
}

/// <summary>One call of a method of a service. Immutable; it prints as its step, without id and content.</summary>
/// <param name="Method">The method.</param>
/// <param name="Service">The path of the service: <c>market/listing</c>.</param>
internal sealed record FeathersCall(FeathersMethod Method, string Service)
{
    /// <summary>What a get, an update, a patch or a remove is about; null in a patch or remove is whatever the query finds. The others have none.</summary>
    public string? Id { get; init; }

    /// <summary>The content of a create, an update or a patch.</summary>
    public FeathersValue? Data { get; init; }

    /// <summary>The query; null is left out of the frame.</summary>
    public FeathersValue? Query { get; init; }

    /// <summary>How long the answer may take once the call has a connection. Default null: <see cref="FeathersSettings.CallLimit"/>.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>Whether a find or a get whose answer was lost with the connection is sent again on the next one. Default null: <see cref="FeathersSettings.RepeatsReads"/>. The four that write are never sent twice.</summary>
    public bool? Repeats { get; init; }

    /// <summary>Whether it changes something at the service.</summary>
    public bool Writes => Method is not (FeathersMethod.Find or FeathersMethod.Get);

    /// <summary>Its name for errors and logs: <c>find market/listing</c>.</summary>
    public string Step => $"{Name} {Service}";

    /// <summary>The method as it stands in a frame.</summary>
    public string Name => Method switch
    {
        FeathersMethod.Find => "find",
        FeathersMethod.Get => "get",
        FeathersMethod.Create => "create",
        FeathersMethod.Update => "update",
        FeathersMethod.Patch => "patch",
        _ => "remove",
    };

    public override string ToString() => Step;
}
