using GameAuth.Providers;

namespace GameAuth.Discord;

/// <summary>A room that the player wants to be in, whatever connection he is in it by.</summary>
internal sealed class RoomSubscription(RealtimeSocket socket, RealtimeParts parts, string name) : ISocketSubscription<RealtimeSession>
{
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RealtimeSession? _connection;

    /// <summary>Done when whoever joins it for the first time is in, or has given up.</summary>
    public Task Settled => _settled.Task;

    public RealtimeRoom Room { get; } = new(name);

    public RealtimeSession? Connection => Volatile.Read(ref _connection);

    public void Settle() => _settled.TrySetResult();

    public async Task<bool> SubscribeAsync(RealtimeSession connection, CancellationToken cancellationToken)
    {
        bool isReturn = Connection is not null;
        Room.Leave();
        RealtimeFrame? answer = await connection.AskAsync("join", name, ticket: null, cancellationToken).ConfigureAwait(false);
        if (answer?.Refusal?.Code is DiscordErrors.TokenExpired or DiscordErrors.TokenInvalid)
        {
            // One refresh, and once more. A connection that does not come to the next token may stand for long, and is of no use: another one shows the token anew.
            if (!await parts.RenewAsync(connection, cancellationToken).ConfigureAwait(false))
            {
                connection.Abandon();
                return false;
            }

            answer = await connection.AskAsync("join", name, ticket: null, cancellationToken).ConfigureAwait(false);
        }

        if (answer?.Refusal?.Code == DiscordErrors.TicketRequired)
        {
            // One for this room and this token, and once more with it.
            answer = await parts.GetTicketAsync(connection, name, cancellationToken).ConfigureAwait(false) is { } ticket
                ? await connection.AskAsync("join", name, ticket, cancellationToken).ConfigureAwait(false)
                : answer;
        }

        if (answer is null or { Refusal.Code: DiscordErrors.SessionRevoked })
        {
            // The server closes the connection, and the close says what to do.
            return false;
        }

        if (answer.Refusal is { } refused)
        {
            refused = refused with { Step = DiscordStep.Join, Now = parts.Time.GetUtcNow() };
            if (!isReturn || refused.Code is not (DiscordErrors.RoomForbidden or DiscordErrors.TicketRequired))
            {
                throw DiscordErrors.Of(refused);
            }

            // Each refusal counts, and the tenth closes the connection: whether to try again, the application decides.
            socket.PutOut(this, refused);
            return true;
        }

        Room.Enter(answer.Permissions, answer.Occupied);
        Volatile.Write(ref _connection, connection);
        return true;
    }

    /// <summary>The connection, or what keeps the room from being joined again, has ended.</summary>
    public void End(Exception? failure)
    {
        Room.Leave();
        socket.Forget(this);
        if (failure is ProviderException refused)
        {
            socket.Feed.Put(new RealtimeEvicted(name, refused.Code ?? DiscordErrors.RoomForbidden, "", refused.IsTransient));
        }
    }
}
