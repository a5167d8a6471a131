using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace GameAuth.Server;

/// <summary><c>POST /api/rooms/{room}/join</c>, which gives tickets too, and <c>/leave</c>: the way by HTTP to the gate.</summary>
internal sealed class RoomEndpoints(IRoomGate gate, AccessTokenReader reader)
{
    private const string Ticket = "ticket";
    private const string ResponseType = "response_type";
    private const string Join = "join";

    // A ticket has 75 characters; whatever is longer is none.
    private const int LongestTicket = 256;

    public Task JoinAsync(HttpContext context) => AnswerAsync(context, [Ticket, ResponseType], async (request, body) =>
    {
        if (Member(body, ResponseType) == Ticket)
        {
            RoomTicketResult made = await gate.CreateTicketAsync(request, context.RequestAborted).ConfigureAwait(false);
            return made.Error ?? await WriteAsync(context.Response, json =>
            {
                json.WriteString(Ticket, made.Ticket!.Reveal());
                json.WriteNumber("expires_in", (int)IRoomGate.TicketLifetime.TotalSeconds);
            }).ConfigureAwait(false);
        }

        RoomJoinResult joined = await gate.JoinAsync(request, context.RequestAborted).ConfigureAwait(false);
        return joined.Error ?? await WriteAsync(context.Response, json => RoomJson.Write(json, joined.Acceptance!, withPlace: true)).ConfigureAwait(false);
    });

    public Task LeaveAsync(HttpContext context) => AnswerAsync(context, [], async (request, _) =>
    {
        if (await gate.LeaveAsync(request, context.RequestAborted).ConfigureAwait(false) is { } refused)
        {
            return refused;
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    });

    private async Task AnswerAsync(HttpContext context, string[] members, Func<RoomJoinRequest, RequestBody, Task<AuthError?>> answer)
    {
        using RequestBody body = await RequestBody.ReadAsync(context.Request, mayBeEmpty: true).ConfigureAwait(false);
        if ((body.Error ?? FaultOf(body, members)) is { } wrong)
        {
            await AuthErrorWriter.WriteAsync(context.Response, wrong, body.Message).ConfigureAwait(false);
            return;
        }

        PresentedAccessToken presented = await reader.ReadAsync(context).ConfigureAwait(false);
        AuthError? refused = !presented.IsPresent ? AccessTokenReader.Missing : presented.Error;
        RoomJoinRequest request = new()
        {
            Room = context.GetRouteValue("room") as string ?? "",
            AccessToken = presented.Token.ToString(),
            Ticket = Member(body, Ticket),
            KeyThumbprint = presented.KeyThumbprint,
            Source = RequestSources.Of(context, presented.Proof, delivery: null),
        };
        if ((refused ?? await answer(request, body).ConfigureAwait(false)) is { } error)
        {
            reader.Challenge(context.Response, error, presented);
            await AuthErrorWriter.WriteAsync(context.Response, error).ConfigureAwait(false);
        }
    }

    // A member that is not known is a mistake: a misspelt ticket would be a join without one.
    private static AuthError? FaultOf(RequestBody body, string[] members)
    {
        string? fault = body.Root.ValueKind == JsonValueKind.Object && body.Root.EnumerateObject().Any(member => !members.Contains(member.Name, StringComparer.Ordinal))
                ? members.Length == 0 ? "The body has no members here." : $"The body may have {string.Join(" and ", members)}, and nothing else."
            : !body.TryGetText(Ticket, out string? ticket) || ticket is { Length: 0 or > LongestTicket } ? $"ticket must be a text of 1 to {LongestTicket} characters."
            : !body.TryGetText(ResponseType, out string? type) || type is not (null or Join or Ticket) ? "response_type must be \"join\" or \"ticket\"."
            : null;
        return fault is null ? null : AuthError.InvalidRequest with { Message = fault };
    }

    private static string? Member(RequestBody body, string name) => body.TryGetText(name, out string? text) ? text : null;

    private static async Task<AuthError?> WriteAsync(HttpResponse response, Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        await JsonAnswer.WriteAsync(response, bytes.WrittenMemory).ConfigureAwait(false);
        return null;
    }
}

/// <summary>How an acceptance is written, over HTTP and on a socket.</summary>
internal static class RoomJson
{
    public static void Write(Utf8JsonWriter json, RoomAcceptance acceptance, bool withPlace)
    {
        json.WriteString("room", acceptance.Room);
        json.WriteString("sub", acceptance.Subject);
        WritePermissions(json, acceptance);
        json.WriteNumber("occupied", acceptance.Occupied);
        if (withPlace)
        {
            json.WriteNumber("expires_in", (int)IRoomGate.PlaceLifetime.TotalSeconds);
        }
    }

    public static void WritePermissions(Utf8JsonWriter json, RoomAcceptance acceptance)
    {
        json.WriteStartArray("permissions");
        foreach (string permission in acceptance.Permissions)
        {
            json.WriteStringValue(permission);
        }

        json.WriteEndArray();
    }
}
