using GameAuth.Storage;

namespace GameAuth.Server.Sqlite;

/// <summary>The file as the token store sees it: its failures are those of <see cref="ITokenStore"/>.</summary>
internal sealed class TokenFile(SqliteFile file)
{
    /// <summary>The store's clock.</summary>
    public TimeProvider Clock => file.Clock;

    /// <summary>The store's time.</summary>
    public DateTimeOffset Now => file.Now;

    /// <summary>The full path of the file.</summary>
    public string Path => file.Path;

    /// <summary>Reads; see <see cref="SqliteFile.ReadAsync"/>.</summary>
    public async ValueTask<TResult> ReadAsync<TState, TResult>(TState state, Func<Connection, TState, TResult> read, CancellationToken cancellationToken)
    {
        try
        {
            return await file.ReadAsync(state, read, cancellationToken).ConfigureAwait(false);
        }
        catch (SessionStoreException error)
        {
            throw Unavailable(error.Message, error.InnerException);
        }
    }

    /// <summary>Writes; see <see cref="SqliteFile.WriteAsync"/>.</summary>
    public async ValueTask<TResult> WriteAsync<TState, TResult>(
        TState state, Func<Connection, TState, DateTimeOffset, TResult> write, CancellationToken cancellationToken)
    {
        try
        {
            return await file.WriteAsync(state, write, cancellationToken).ConfigureAwait(false);
        }
        catch (SessionStoreException error)
        {
            throw Unavailable(error.Message, error.InnerException);
        }
    }

    /// <summary>The store can't be used now.</summary>
    public static CredentialStoreException Unavailable(string message, Exception? cause = null) =>
        new(message, RowState.StoreUnavailable, cause) { Step = "token store" };
}
