using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server;

/// <summary>Sends calls of hubs whose methods have a <see cref="RoomAttribute"/> through the gate, renews the places of their connections, and ends a connection whose player is put out.</summary>
internal sealed class RoomHubFilter(IServiceProvider host) : IHubFilter
{
    private static readonly ConcurrentDictionary<MethodInfo, (int Room, int Ticket)> Parameters = new();

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        (int room, int ticket) = Parameters.GetOrAdd(invocationContext.HubMethod, Find);
        if (room >= 0)
        {
            HubRooms rooms = RoomsOf(invocationContext.Context);
            AuthError? refused = await rooms.EnterAsync(
                invocationContext.HubMethodArguments[room] as string ?? "", ticket < 0 ? null : invocationContext.HubMethodArguments[ticket] as string).ConfigureAwait(false);
            if (refused is not null)
            {
                throw new HubException($"{refused.Code}: {refused.Message}");
            }
        }

        return await next(invocationContext).ConfigureAwait(false);
    }

    public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        if (context.Context.Items.TryGetValue(typeof(HubRooms), out object? rooms))
        {
            await ((HubRooms)rooms!).LeaveAsync().ConfigureAwait(false);
        }

        await next(context, exception).ConfigureAwait(false);
    }

    private static (int Room, int Ticket) Find(MethodInfo method)
    {
        ParameterInfo[] parameters = method.GetParameters();
        int room = Array.FindIndex(parameters, static one => one.IsDefined(typeof(RoomAttribute)));
        int ticket = Array.FindIndex(parameters, static one => one.IsDefined(typeof(RoomTicketAttribute)));
        return parameters.Any(static one => one.ParameterType != typeof(string) && (one.IsDefined(typeof(RoomAttribute)) || one.IsDefined(typeof(RoomTicketAttribute))))
            ? throw new InvalidOperationException($"The parameters of {method.Name} with [Room] and [RoomTicket] must be texts.")
            : (room, ticket);
    }

    private HubRooms RoomsOf(HubCallerContext caller)
    {
        lock (caller.Items)
        {
            if (!caller.Items.TryGetValue(typeof(HubRooms), out object? rooms))
            {
                caller.Items[typeof(HubRooms)] = rooms = new HubRooms(caller, host.GetRequiredService<RoomMemberships>(), host.GetRequiredService<RevocationIndex>(), TokenOf(caller));
            }

            return (HubRooms)rooms!;
        }
    }

    // The connection's token is that of its first request. Where it is bound, that request has proven the key, which its authentication has looked at.
    private static (string Token, string? KeyThumbprint) TokenOf(HubCallerContext caller) =>
        (AccessTokenReader.TokenOf(caller.GetHttpContext()?.Request.Headers.Authorization ?? default, out _)?.ToString() ?? "", GameAuthBearerHandler.TokensOf(caller.User).FirstOrDefault()?.KeyThumbprint);
}

/// <summary>The rooms of one hub's connection.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing, and a call may still wait for it when the connection has ended.")]
internal sealed class HubRooms(HubCallerContext caller, RoomMemberships memberships, RevocationIndex revocations, (string Token, string? KeyThumbprint) presented) : IRoomMember
{
    // A client that asks for one room after the other holds no more than this.
    private const int Most = 64;

    private readonly ConcurrentDictionary<string, RoomMembership> _rooms = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _one = new(1);
    private bool _hasLeft;

    public ValidatedToken? Token => null;

    public async ValueTask<AuthError?> EnterAsync(string room, string? ticket)
    {
        if (!revocations.IsConfirmed)
        {
            return AuthError.TemporarilyUnavailable;
        }

        if (_rooms.TryGetValue(room, out RoomMembership? known) && !known.HasEnded)
        {
            return revocations.IsRevoked(known.Token) ? AuthError.SessionRevoked : null;
        }

        await _one.WaitAsync(caller.ConnectionAborted).ConfigureAwait(false);
        try
        {
            if (_hasLeft || (_rooms.TryGetValue(room, out known) && !known.HasEnded))
            {
                return _hasLeft ? AuthError.SessionRevoked : null;
            }

            if (_rooms.Count >= Most)
            {
                return AuthError.RateLimited with { Message = "This connection is in too many rooms." };
            }

            RoomJoinRequest request = new()
            {
                Room = room, AccessToken = presented.Token, KeyThumbprint = presented.KeyThumbprint, Ticket = ticket, Connection = caller.ConnectionId, Subject = caller.User?.FindFirst("sub")?.Value,
            };
            (RoomMembership? joined, AuthError? error) = await memberships.EnterAsync(request, this, caller.ConnectionAborted).ConfigureAwait(false);
            if (joined is not null)
            {
                _rooms[room] = joined;
            }

            return error;
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask LeaveAsync()
    {
        await _one.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        _hasLeft = true;
        _one.Release();
        foreach (RoomMembership room in _rooms.Values)
        {
            await memberships.LeaveAsync(room).ConfigureAwait(false);
        }
    }

    // The application has the snapshot at the next call; it asks IRoomAccess where it needs it.
    public void OnPermissionsChanged(RoomMembership room)
    {
    }

    // Groups are the application's, so that nothing less ends what is sent to them.
    public void OnEvicted(RoomMembership room, AuthError error) => caller.Abort();
}

/// <summary>The parameter of a hub's method that names the room in which the caller must be. The first call of such a method joins by <see cref="IRoomGate"/>. It is a text.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class RoomAttribute : Attribute;

/// <summary>The parameter of a hub's method that has the ticket for the room, or null. It is a text.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class RoomTicketAttribute : Attribute;
