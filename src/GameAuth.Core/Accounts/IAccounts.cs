namespace GameAuth;

/// <summary>The accounts of one registration: the front door of a provider. Safe for use from any thread.</summary>
/// <typeparam name="TAccount">The provider's account handle.</typeparam>
/// <typeparam name="TSignIn">The provider's doors; those of another provider do not compile.</typeparam>
public interface IAccounts<TAccount, in TSignIn>
    where TAccount : Account
    where TSignIn : SignIn
{
    /// <summary>Finds an account in the store; never touches the network.</summary>
    /// <param name="id">The account; null means the default one: the one that signed in last or was set by <see cref="SetDefaultAsync"/>, or else the only one.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>The account, in whatever status; null when there is none.</returns>
    /// <exception cref="AccountNotChosenException">No account is named, several are stored, and none is the default.</exception>
    /// <exception cref="CredentialStoreException">The stored row can not be opened.</exception>
    ValueTask<TAccount?> FindAsync(AccountId? id = null, CancellationToken cancellationToken = default);

    /// <summary>Lists the stored accounts with name, picture, last use and status; never touches the network.</summary>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>The accounts, in no order. Rows that can not be opened are passed over and logged.</returns>
    IAsyncEnumerable<TAccount> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Lists a part of the stored accounts, for the pages of a server that has many; never touches the network. Of a registration with 10,000 accounts it reads all rows and keeps the accounts of the part alone in memory.</summary>
    /// <param name="after">The last account of the part before; null for the first part. It need not be there any more.</param>
    /// <param name="limit">How many at most; at least 1.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>The accounts, in the order of their keys; where they are fewer than the limit there are no more. Rows that can not be opened are passed over and logged.</returns>
    /// <exception cref="ArgumentException"><paramref name="after"/> is of another registration.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is below 1.</exception>
    Task<IReadOnlyList<TAccount>> ListPageAsync(AccountId? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>Signs a player in: silently when it can, with a prompt when it must. A player who was asked is the default account from then on.</summary>
    /// <param name="how">The door, the account, and whether to ask in any case.</param>
    /// <param name="cancellationToken">Ends the sign-in and its prompt.</param>
    /// <returns>The account; the older one when the same player had signed in before.</returns>
    /// <remarks>It asks the provider again where an earlier call was refused a moment ago, since the player may have mended the cause.</remarks>
    /// <exception cref="SignInRequiredException">The player declined, or the codes expired.</exception>
    /// <exception cref="CopiedProfileException">The profile was copied from another machine and is held back; <see cref="SignIn.ForcePrompt"/> starts over.</exception>
    /// <exception cref="AccountRestrictedException">The provider refuses this player; the grant is kept, so that a later try needs no prompt, and <see cref="GameAuthException.Account"/> says whose it is. Another player signs in with <see cref="AddAccountAsync"/>.</exception>
    /// <exception cref="IllegalStepException">Another player signed in than the account belongs to (see <see cref="SignIn.Replace"/>).</exception>
    /// <exception cref="AccountNotChosenException">No account is named, several are stored, and none is the default.</exception>
    Task<TAccount> SignInAsync(TSignIn how, CancellationToken cancellationToken = default);

    /// <summary>Signs one more player in, whoever is signed in already. The player is always asked, and is the default account from then on.</summary>
    /// <param name="how">The way to sign in, without an account.</param>
    /// <param name="cancellationToken">Ends the sign-in and its prompt.</param>
    /// <returns>The new account; the one that is there already when the same player signs in again.</returns>
    /// <exception cref="ArgumentException"><paramref name="how"/> names an account.</exception>
    /// <exception cref="GameAuthException">As <see cref="SignInAsync"/>.</exception>
    Task<TAccount> AddAccountAsync(TSignIn how, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes over the credentials of another program: sealed here and read back before the source is removed, if that is asked for. Nothing goes over the
    /// wire: the first use of an account refreshes it. Running it again makes no second account.
    /// </summary>
    /// <param name="from">Where they are, in which format.</param>
    /// <param name="options">Whether the source goes; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the import between two entries, or at a wait for the store.</param>
    /// <returns>What was taken, what was not, and what could not be removed.</returns>
    /// <exception cref="GameAuthConfigurationException">The source belongs to another client id than the registration.</exception>
    /// <exception cref="FileNotFoundException">There is nothing at the path.</exception>
    /// <exception cref="ArgumentException">The provider takes nothing of this kind.</exception>
    /// <exception cref="CredentialStoreException">The store failed; the source is as it was.</exception>
    Task<ImportResult> ImportAsync(CredentialImport from, ImportOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Says which account is meant when none is named, until a player signs in again.</summary>
    /// <param name="id">The account.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>Done when it is stored.</returns>
    /// <exception cref="ArgumentException">There is no such account, or it is of another registration.</exception>
    Task SetDefaultAsync(AccountId id, CancellationToken cancellationToken = default);

    /// <summary>Forgets the identity of the device (keys, ids, device tokens) of this provider; accounts stay, and a new identity is made at the next use.</summary>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>Done when the rows are deleted.</returns>
    Task ForgetDeviceAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Uses a profile that was copied from another machine on this one too: the answer to a <see cref="CopiedProfileException"/>. Both machines then share
    /// device and sign-ins, and a provider whose refresh tokens are single use may end them. Without a copied profile nothing changes.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>Done when this machine is one of the profile's.</returns>
    /// <exception cref="CredentialStoreException">The store failed, or the row of the machines can not be opened.</exception>
    Task KeepCopiedProfileAsync(CancellationToken cancellationToken = default);
}

/// <summary>How to sign in. Each provider has a subclass, with a factory per door.</summary>
public abstract record SignIn
{
    /// <summary>The account to sign in to; null means the default one, or a new one when none is stored.</summary>
    public AccountId? Account { get; init; }

    /// <summary>True asks the player even when a stored grant would do. Where <see cref="Account"/> is null it adds an account, as <c>AddAccountAsync</c> does. Default false.</summary>
    public bool ForcePrompt { get; init; }

    /// <summary>True lets another player take over <see cref="Account"/>; by default that fails and nothing changes.</summary>
    public bool Replace { get; init; }
}
