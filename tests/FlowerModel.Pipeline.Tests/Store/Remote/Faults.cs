using System.Text;
using FlowerModel.Pipeline.Store;
using FlowerModel.Pipeline.Store.Remote;

namespace FlowerModel.Pipeline.Tests.Store.Remote;

/// <summary>What can go wrong while a cache is read.</summary>
internal static class Faults
{
    /// <summary>The faults by name: each answers a GET of a record or blob that exists, with the bytes that the server has.</summary>
    public static IReadOnlyDictionary<string, Func<Exchange, byte[], Task>> Reading { get; } = new Dictionary<string, Func<Exchange, byte[], Task>>
    {
        ["never answers"] = static (exchange, _) => Task.Delay(Timeout.Infinite, exchange.Stopped),
        ["closes without an answer"] = static (_, _) => Task.CompletedTask,
        ["resets"] = static (exchange, _) => Reset(exchange),
        ["resets within the body"] = static async (exchange, bytes) =>
        {
            await exchange.AnswerAsync("200 OK", bytes[..(bytes.Length / 2)], bytes.Length);
            await Reset(exchange);
        },
        ["is not HTTP"] = static (exchange, _) => exchange.SendAsync("SSH-2.0-OpenSSH_9.2\r\n"),
        ["endless header"] = static async (exchange, _) =>
        {
            await exchange.SendAsync("HTTP/1.1 200 OK\r\nX-Long: ");
            while (true) await exchange.SendAsync(new string('x', 1 << 16));
        },
        ["slow header"] = static async (exchange, _) =>
        {
            await exchange.SendAsync("HTTP/1.1 200 OK\r\nX-Slow: ");
            await DripAsync(exchange);
        },
        ["status 400"] = static (exchange, _) => exchange.AnswerAsync("400 Bad Request"),
        ["status 401"] = static (exchange, _) => exchange.AnswerAsync("401 Unauthorized", headers: "WWW-Authenticate: Basic\r\n"),
        ["status 403"] = static (exchange, _) => exchange.AnswerAsync("403 Forbidden"),
        ["status 429"] = static (exchange, _) => exchange.AnswerAsync("429 Too Many Requests", headers: "Retry-After: 3600\r\n"),
        ["status 500"] = static (exchange, _) => exchange.AnswerAsync("500 Internal Server Error", "oops"u8.ToArray()),
        ["status 503"] = static (exchange, _) => exchange.AnswerAsync("503 Service Unavailable"),
        ["status 206"] = static (exchange, bytes) => exchange.AnswerAsync("206 Partial Content", bytes),
        ["redirects to itself"] = static (exchange, _) => exchange.AnswerAsync("301 Moved Permanently", headers: $"Location: {exchange.Path}\r\n"),
        ["login page"] = static (exchange, _) => exchange.AnswerAsync("200 OK", "<html>Sign in</html>"u8.ToArray()),
        ["empty body"] = static (exchange, _) => exchange.AnswerAsync("200 OK"),
        ["cut with the right length"] = static (exchange, bytes) => exchange.AnswerAsync("200 OK", bytes[..^1], bytes.Length),
        ["cut with a shorter length"] = static (exchange, bytes) => exchange.AnswerAsync("200 OK", bytes[..^1]),
        ["longer"] = static (exchange, bytes) => exchange.AnswerAsync("200 OK", [.. bytes, 0]),
        ["announces 8 EB"] = static (exchange, bytes) => exchange.AnswerAsync("200 OK", bytes, long.MaxValue),
        ["endless body"] = static async (exchange, _) =>
        {
            await exchange.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) await exchange.SendAsync("10000\r\n" + new string('x', 1 << 16) + "\r\n");
        },
        ["broken chunks"] = static (exchange, _) => exchange.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nxx\r\n"),
        ["slow body"] = static async (exchange, bytes) =>
        {
            await exchange.AnswerAsync("200 OK", [], bytes.Length);
            await DripAsync(exchange);
        },
        ["flipped bit"] = static (exchange, bytes) => exchange.AnswerAsync("200 OK", [(byte)(bytes[0] ^ 1), .. bytes[1..]]),
        ["zeros"] = static (exchange, bytes) => exchange.AnswerAsync("200 OK", new byte[bytes.Length]),
        ["compressed without being asked"] = static (exchange, bytes) =>
            exchange.AnswerAsync("200 OK", [0x1f, 0x8b, .. bytes[2..]], headers: "Content-Encoding: gzip\r\n"),
    };

    /// <summary>What can be wrong with a record that is a valid message.</summary>
    public static IReadOnlyDictionary<string, Func<StageRecord, ActionResultMessage>> Records { get; } =
        new Dictionary<string, Func<StageRecord, ActionResultMessage>>
    {
        ["no record"] = static record => new(record.Outputs, []),
        ["no files"] = static record => Message(record, []),
        ["other hash"] = static record => Message(record, [.. record.Outputs.Select(output => output with { Sha256 = new string('0', 64) })]),
        ["record of another key"] = static record => Message(record with { Key = new string('0', 64) }),
        ["record of another stage"] = static record => Message(record with { Stage = "zebra" }),
        ["other entries"] = static record => Message(record with { Entries = [.. record.Entries.Skip(1)] }),
        ["file is missing"] = static record => Message(record with { Outputs = [] }),
        ["path outside the folder"] = static record => Message(Add(record, "../../.bashrc")),
        ["absolute path"] = static record => Message(Add(record, "/etc/passwd")),
        ["path with a drive"] = static record => Message(Add(record, @"C:\x")),
        ["empty path"] = static record => Message(Add(record, "")),
        ["same name twice"] = static record => Message(Add(record, record.Outputs[0].Name)),
        ["negative size"] = static record => Message(record with { Outputs = [.. record.Outputs.Select(output => output with { Size = -1 })] }),
        ["implausible size"] = static record => Message(record with { Outputs = [.. record.Outputs.Select(output => output with { Size = long.MaxValue })] }),
        ["null package"] = static record => Message(record with { Packages = [null!] }),
    };

    private static ActionResultMessage Message(StageRecord record, IReadOnlyList<Artifact>? files = null) =>
        new(files ?? record.Outputs, Encoding.UTF8.GetBytes(record.ToJson()));

    private static StageRecord Add(StageRecord record, string name) => record with { Outputs = [.. record.Outputs, record.Outputs[0] with { Name = name }] };

    private static Task Reset(Exchange exchange)
    {
        exchange.Socket.LingerState = new(enable: true, seconds: 0);
        exchange.Socket.Close();
        return Task.CompletedTask;
    }

    private static async Task DripAsync(Exchange exchange)
    {
        while (true)
        {
            await exchange.SendAsync("x");
            await Task.Delay(20, exchange.Stopped);
        }
    }
}
