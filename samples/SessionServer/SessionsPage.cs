using GameAuth.Emulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;

namespace SessionServer;

/// <summary>A page of the game's own site: a player signs in at Discord, sees his sessions and ends the others. It is files, and talks to the server's own endpoints.</summary>
internal static class SessionsPage
{
    // Nothing but the page's own files and this server; no script in the page itself, and no frame around it.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void Map(WebApplication app, DiscordPlatform discord)
    {
        PhysicalFileProvider files = new(Path.Combine(AppContext.BaseDirectory, "page"));
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = static served =>
            {
                served.Context.Response.Headers.ContentSecurityPolicy = Policy;
                served.Context.Response.Headers.XContentTypeOptions = "nosniff";
                served.Context.Response.Headers["Referrer-Policy"] = "no-referrer";
            },
        });

        // What the page needs to know of Discord; live it is https://discord.com/oauth2/authorize.
        app.MapGet("/discord.json", () => TypedResults.Json(new Dictionary<string, string>
        {
            ["authorize"] = discord.AuthorizePage.AbsoluteUri, ["client_id"] = EmulatedDiscordApplication.Default.Id, ["redirect_uri"] = discord.RedirectUri,
        }));
    }
}
