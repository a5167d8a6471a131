using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Minecraft;

/// <summary>The refusals of the Minecraft services: they name the path in the body.</summary>
internal static class MinecraftReply
{
    public static Reply Unauthorized(Exchange exchange, string path, string why)
    {
        exchange.Note = why;
        return Reply.Of(401, new JsonObject { ["path"] = path, ["error"] = "UNAUTHORIZED" });
    }

    public static Reply Malformed(Exchange exchange, string path, string problem)
    {
        exchange.Note = problem;
        return Reply.Of(400, new JsonObject { ["path"] = path, ["error"] = "CONSTRAINT_VIOLATION", ["errorMessage"] = problem });
    }

    /// <summary>What an application gets that nobody has approved for Minecraft.</summary>
    public static Reply UnapprovedApplication(Exchange exchange, string path)
    {
        exchange.Note = "the client id is one of MinecraftUnapprovedClientIds";
        return Reply.Of(403, new JsonObject
        {
            ["path"] = path,
            ["errorMessage"] = "Invalid app registration, see https://aka.ms/AppRegInfo for more information",
        });
    }

    public static Reply NotFound(Exchange exchange, string path, string why)
    {
        const string message = "The server has not found anything matching the request URI";
        exchange.Note = why;
        return Reply.Of(404, new JsonObject
        {
            ["path"] = path,
            ["errorType"] = "NOT_FOUND",
            ["error"] = "NOT_FOUND",
            ["errorMessage"] = message,
            ["developerMessage"] = message,
        });
    }
}
