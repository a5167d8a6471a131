namespace GameAuth.Hytale;

/// <summary>The front door to Hytale: the accounts of one registration. Sign in with <see cref="HytaleSignIn"/>. Safe for use from any thread.</summary>
/// <remarks>The registration <c>default</c> is the plain service; others are keyed services of their names.</remarks>
public interface IHytaleAuth : IAccounts<HytaleAccount, HytaleSignIn>
{
    /// <summary>Begins a sign-in whose code the caller shows and keeps: for a panel or a gateway, which answers requests and waits for nobody. There is one code, and no other comes in its place.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The code; <see cref="HytaleDeviceCode.Export"/> writes it down.</returns>
    /// <exception cref="ThrottledException">The limit of codes is reached.</exception>
    /// <exception cref="GameAuthException">The service refused, or could not be reached.</exception>
    Task<HytaleDeviceCode> RequestDeviceCodeAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Asks once whether the owner has approved, in any process that has the code; one at a time for each code. Each code has a limit of its own (the scope <c>hytale/poll/{code}</c> of the pacer).
    /// Before <see cref="HytaleDeviceCode.NextPollAt"/> nothing is sent. The account of an approval is stored like any other, but is not made the default one.
    /// </summary>
    /// <param name="code">The code of the last poll, or of the request.</param>
    /// <param name="cancellationToken">Ends the call; an approval that has come is stored all the same.</param>
    /// <returns>How it stands, and the code to keep from now on.</returns>
    /// <exception cref="ArgumentException">The code was given out by another service than the one that is configured.</exception>
    /// <exception cref="CredentialStoreException">The store can not keep a grant; nothing was sent.</exception>
    /// <exception cref="GameAuthException">The service refuses for a reason that polling on would not change.</exception>
    Task<HytaleDevicePoll> PollAsync(HytaleDeviceCode code, CancellationToken cancellationToken = default);
}
