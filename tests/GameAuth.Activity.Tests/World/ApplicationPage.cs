using GameAuth.Emulator;
using GameAuth.Interop.Processes;
using GameAuth.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace GameAuth.Activity.Tests.World;

/// <summary>The page of the application, with Discord's own SDK. What a test asks for is at its window: <c>auth</c>, <c>outcome</c>, <c>states</c>, its <c>socket</c> and what that has <c>told</c>, and what its channel has <c>heard</c>.</summary>
internal static class ApplicationPage
{
    public static void UseSdk(IApplicationBuilder app) => app.UseStaticFiles(new StaticFileOptions
    {
        RequestPath = "/sdk",
        FileProvider = new PhysicalFileProvider(Path.Combine(NodeProgram.Peers, "node_modules", "@discord", "embedded-app-sdk", "output")),
        ContentTypeProvider = new FileExtensionContentTypeProvider(new Dictionary<string, string>(StringComparer.Ordinal) { [".mjs"] = "text/javascript" }),
    });

    /// <summary>It has a policy and cache headers of its own, which the proxy takes away. What stands before the server's paths is a matter of the tab.</summary>
    public static Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "public, max-age=3600";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'";
        return context.Response.WriteAsync($$"""
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Activity</title></head><body><script type="module">
            import { DiscordSDK, patchUrlMappings } from '/sdk/index.mjs'
            import { createGameAuth } from '{{BrowserModule.StablePath}}'
            window.heard = []
            window.channel = new BroadcastChannel(`gameauth ${location.origin}`)
            channel.onmessage = ({ data }) => heard.push(data)
            window.states = []
            window.sdk = new DiscordSDK('{{EmulatedDiscordApplication.Default.Id}}')
            window.auth = createGameAuth({ discordSdk: sdk, base: sessionStorage.getItem('base') ?? '' })
            window.patch = () => patchUrlMappings([{ prefix: '/outside', target: 'outside.example' }])
            auth.onState(({ status, reason }) => states.push(`${status}: ${reason}`))
            window.socket = auth.realtime()
            window.told = []
            socket.onState(({ status, reason }) => told.push(`${status}: ${reason}`))
            socket.onRoom(({ type, room, error }) => told.push(`${type} ${room.room} ${error ? error.code + ' ' + error.said : room.permissions}`))
            socket.onMessage(({ data, room }) => told.push(`message ${room} ${JSON.stringify(data)}`))
            socket.onRefused(({ error }) => told.push(`refused ${error.code}`))
            window.outcome = promise => promise.then(value => value ?? 'done', failure => ({ name: failure.name, code: failure.code, step: failure.step, fix: failure.fix }))
            window.me = path => auth.fetch(path).then(async answer => `${answer.status} ${await answer.text()}`, failure => failure.code)
            await sdk.ready()
            console.info('the page is ready')
            window.isReady = true
            </script></body></html>
            """);
    }
}
