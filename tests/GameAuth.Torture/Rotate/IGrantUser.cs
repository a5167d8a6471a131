namespace GameAuth.Torture;

/// <summary>An application that needs a good access token, over a store that other processes share.</summary>
internal interface IGrantUser : IAsyncDisposable
{
    /// <summary>Starts as an application does.</summary>
    Task OpenAsync();

    /// <summary>Gets an access token that is good now, refreshed where it must be.</summary>
    /// <exception cref="SignInRequiredException">The grant is over.</exception>
    Task UseAsync();

    /// <summary>Signs in anew: another family at the server.</summary>
    Task SignInAsync();
}
