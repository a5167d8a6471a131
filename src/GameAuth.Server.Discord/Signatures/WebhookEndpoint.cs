using System.Globalization;
using System.Text;
using GameAuth.Jose;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server.Discord;

/// <summary>
/// Takes Discord's webhook events (docs, "Webhook Events"), signed with the application's key over the timestamp and the raw body. Of <c>APPLICATION_DEAUTHORIZED</c> it ends every session that the player
/// began before the event; a PING and every other event are acknowledged. 204 within 3 seconds is what Discord wants; after anything else it comes again for 10 minutes.
/// </summary>
internal sealed partial class WebhookEndpoint(
    SessionDirectory sessions, ISessionStore store, DiscordKeys keys, DiscordServerOptions options, TimeProvider time, ILogger<WebhookEndpoint> logger)
{
    private const int Largest = 64 * 1024;

    // Of an event that was dealt with: so much is counted that no attempt is permitted any more.
    private const int MostAttempts = 32;
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(30);

    // A signature stays right for ever, so its age is limited; and Discord waits for 3 seconds.
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2.5);

    private readonly ILogger _logger = logger;
    private readonly Ed25519PublicKey? _key = DiscordKey.Parse(options.PublicKey);

    /// <summary>Whether there is a key to check with.</summary>
    public bool HasKey => _key is not null;

    public async Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        using CancellationTokenSource late = new(Limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, context.RequestAborted);
        context.Response.StatusCode = await AnswerAsync(context.Request, either.Token).ConfigureAwait(false);
    }

    // Until the signature is known to be right it may be anybody, whose faults are no error of this server.
    private async Task<int> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!TryReadSignature(request, out string timestamp, out byte[] signature))
        {
            NotSigned();
            return StatusCodes.Status401Unauthorized;
        }

        byte[]? body;
        try
        {
            body = await ReadAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception unread) when (unread is IOException or OperationCanceledException)
        {
            return unread is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status408RequestTimeout;
        }

        if (body is null)
        {
            return StatusCodes.Status413PayloadTooLarge;
        }

        if (!_key!.Verify([.. Encoding.ASCII.GetBytes(timestamp), .. body], signature))
        {
            NotSigned();
            return StatusCodes.Status401Unauthorized;
        }

        return WebhookEvent.Read(body) is not { } happened || happened.ApplicationId != options.ClientId ? StatusCodes.Status400BadRequest
            : !happened.IsDeauthorization || await TryEndAsync(happened, cancellationToken).ConfigureAwait(false) ? StatusCodes.Status204NoContent
            : StatusCodes.Status503ServiceUnavailable;
    }

    private async ValueTask<bool> TryEndAsync(WebhookEvent happened, CancellationToken cancellationToken)
    {
        try
        {
            await EndAsync(happened, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (failure is SessionStoreException or GameAuthException or OperationCanceledException)
        {
            // Discord comes again.
            NotDone(failure.GetType().Name);
            return false;
        }
    }

    // An event has no id of its own, so that what it says is its id. It counts as dealt with after the end and not before: a store that fails in between must not lose it, and the end can be repeated.
    private async ValueTask EndAsync(WebhookEvent happened, CancellationToken cancellationToken)
    {
        byte[] id = await keys.HashAsync("webhook event", [happened.UserId, happened.Timestamp], cancellationToken).ConfigureAwait(false);
        if (!(await store.CountAsync(id, new WindowQuota(MostAttempts, Remembered), cancellationToken).ConfigureAwait(false)).IsPermitted)
        {
            return;
        }

        int ended = await sessions.EndProviderAccountAsync(DiscordServerOptions.Provider, happened.UserId, EndReasons.Deauthorized, happened.At, cancellationToken).ConfigureAwait(false);
        await store.CountAsync(id, new WindowQuota(2 * MostAttempts, Remembered, MostAttempts), CancellationToken.None).ConfigureAwait(false);
        Deauthorized(ended);
    }

    private bool TryReadSignature(HttpRequest request, out string timestamp, out byte[] signature)
    {
        (timestamp, signature) = (One(request, "X-Signature-Timestamp"), new byte[Ed25519PublicKey.SignatureSize]);
        return long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            && DiscordKey.TryHex(One(request, "X-Signature-Ed25519"), signature)
            && Math.Abs(seconds - (decimal)time.GetUtcNow().ToUnixTimeSeconds()) <= (decimal)Oldest.TotalSeconds;
    }

    private static string One(HttpRequest request, string name) => request.Headers[name] is { Count: 1 } values ? values[0] ?? "" : "";

    private static async ValueTask<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[Largest + 1];
        int length = 0;
        while (length <= Largest)
        {
            int read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return buffer[..length];
            }

            length += read;
        }

        return null;
    }

    [LoggerMessage(2121, LogLevel.Information, "A player took the application's permission away at Discord; {Count} of his sessions were ended.")]
    private partial void Deauthorized(int count);

    [LoggerMessage(2122, LogLevel.Warning, "A request to the webhook did not carry Discord's signature, or an old one. Where it is Discord, PublicKey is another application's or this machine's clock is off.")]
    private partial void NotSigned();

    [LoggerMessage(2123, LogLevel.Error, "An event of Discord could not be dealt with ({Error}); Discord comes again for 10 minutes.")]
    private partial void NotDone(string error);
}
