using System.Security.Cryptography;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;
using Microsoft.AspNetCore.WebUtilities;

namespace GameAuth.Emulator.Discord.Client;

/// <summary>
/// The page of the Discord client that frames an Activity. Its script carries messages between the frame and the emulator, which answers them: what it sends and takes is the pair of an opcode and a payload that the embedded SDK
/// 2.5.0 sends and takes (its Discord.ts).
/// </summary>
internal sealed class ActivityPage(DiscordAuthority authority, Func<Uri> origin, Func<Uri> activityOrigin)
{
    public const string Path = "/activities";
    public const string ScriptPath = "/activities/client.js";
    public const string RpcPath = "/activities/rpc";

    /// <summary>A person decides in the dialog, where the script of the emulator leaves it to one.</summary>
    private const string Script = """
        'use strict'
        const frame = document.getElementById('activity')
        const consent = document.getElementById('consent')
        const origin = frame.dataset.origin
        const ask = async (opcode, payload) => {
          const answer = await fetch('/activities/rpc', {
            method: 'POST', headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ opcode, payload, user: frame.dataset.user })
          })
          const { messages = [], decision } = await answer.json()
          for (const message of messages) frame.contentWindow.postMessage(message, origin)
          if (!decision) return
          consent.hidden = false
          consent.onclick = ({ target }) => {
            if (!target.dataset.allows) return
            consent.hidden = true
            ask('decision', { decision, allows: target.dataset.allows === 'yes' })
          }
        }
        addEventListener('message', ({ source, origin: from, data }) => {
          if (source !== frame.contentWindow || !Array.isArray(data)) return
          if (from === origin) ask(data[0], data[1])
          else frame.contentWindow.postMessage([2, { code: 4001, message: 'Invalid Origin' }], '*')
        })
        frame.src = frame.dataset.src
        """;

    public IEnumerable<EmulatedRoute> Routes(ActivityRpc rpc) =>
    [
        EmulatedRoute.At("GET", Path, DiscordSteps.Client, Show),
        EmulatedRoute.At("GET", ScriptPath, DiscordSteps.Client, static _ => Reply.Html(200, Script) with { ContentType = "text/javascript; charset=utf-8" }),
        EmulatedRoute.At("POST", RpcPath, DiscordSteps.Rpc, rpc.Answer),
    ];

    /// <summary>The address of the page, of an instance and of a user where they are named.</summary>
    public static Uri AddressOf(Uri origin, string? username, string? instanceId)
    {
        IEnumerable<KeyValuePair<string, string?>> query = new Dictionary<string, string?> { ["user"] = username, ["instance_id"] = instanceId }.Where(static one => one.Value is not null);
        return new Uri(origin, QueryHelpers.AddQueryString(Path, query));
    }

    private Reply Show(Exchange exchange)
    {
        if (authority.OwnerCalled(exchange.Query["user"].ToString() is { Length: > 0 } named ? named : authority.Owners[0].Username) is not { } user)
        {
            return exchange.Refuse(404, "no such user");
        }

        string instance = exchange.Query["instance_id"].ToString() is { Length: > 0 } asked ? asked : authority.Instances.Keys.FirstOrDefault() ?? "i-1-gc-920000000000000001-910000000000000001";
        Uri activity = activityOrigin();
        string source = QueryHelpers.AddQueryString(activity.AbsoluteUri, new Dictionary<string, string?>
        {
            ["instance_id"] = instance, ["frame_id"] = new Guid(RandomNumberGenerator.GetBytes(16)).ToString(), ["platform"] = "desktop", ["channel_id"] = "910000000000000001", ["guild_id"] = "920000000000000001",
            ["location_id"] = "gc-920000000000000001-910000000000000001", ["launch_id"] = DiscordText.SnowflakeOf("launch " + instance),
        });
        return Reply.Html(200, $"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>Emulated Discord client</title></head>
            <body><p>This is the GameAuth emulator, not Discord. {Safe(user.Username)} uses it.</p>
            <p id="consent" hidden>Allow the application? <button data-allows="yes">Allow</button> <button data-allows="no">Cancel</button></p>
            <iframe id="activity" title="Activity" width="960" height="640" allow="autoplay; clipboard-write" data-user="{Safe(user.Username)}" data-origin="{Safe(OriginOf(activity))}" data-src="{Safe(source)}"></iframe>
            <script src="{ScriptPath}" defer></script></body></html>
            """).With("Content-Security-Policy", $"default-src 'none'; script-src 'self'; connect-src 'self'; frame-src {OriginOf(activity)}; frame-ancestors 'none'")
            .With("Referrer-Policy", "strict-origin-when-cross-origin");
    }

    public string ClientOrigin => OriginOf(origin());

    private static string OriginOf(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static string Safe(string text) => SignInPage<EmulatedDiscordUser>.Safe(text);
}
