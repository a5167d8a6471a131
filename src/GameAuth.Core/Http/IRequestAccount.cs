namespace GameAuth.Providers;

/// <summary>Whose token a request gets.</summary>
internal interface IRequestAccount
{
    /// <summary>Whether the account is the client's, so that the pipeline below must not look for another.</summary>
    bool IsBound { get; }

    /// <summary>The account, where it is known without asking the store.</summary>
    Account? Known(HttpRequestMessage request);

    ValueTask<Account> FindAsync(HttpRequestMessage request, CancellationToken cancellationToken);
}
