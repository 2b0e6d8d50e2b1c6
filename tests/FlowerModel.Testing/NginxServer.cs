using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace FlowerModel.Testing;

/// <summary>An nginx on the loopback address that keeps what is PUT into it (its WebDAV module), in a temporary folder.</summary>
public sealed class NginxServer : IDisposable
{
    private const string NotInstalled = "nginx is not installed (Debian and Ubuntu: the package nginx-light)";

    private readonly TemporaryFolder folder = new();
    private readonly Process process;

    private NginxServer(string program, string? token, LoopbackCertificate? certificate)
    {
        Port = FreePort();
        Url = $"http{(certificate is null ? "" : "s")}://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}/cache";
        if (certificate is not null) File.WriteAllText(folder["server.pem"], certificate.Pem + "\n" + certificate.KeyPem);
        Directory.CreateDirectory(folder["cache"]);
        Directory.CreateDirectory(folder["logs"]);
        File.WriteAllText(folder["nginx.conf"], Configuration(token, isEncrypted: certificate is not null));
        string[] arguments = ["-p", folder.FullName, "-c", folder["nginx.conf"], "-e", folder["logs", "error.log"]];
        process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
    }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>URL of the cache.</summary>
    public string Url { get; }

    /// <summary>The requests so far: method, path and status.</summary>
    public IReadOnlyList<string> Requests => File.Exists(folder["logs", "access.log"]) ? File.ReadAllLines(folder["logs", "access.log"]) : [];

    /// <summary>Starts the server; skips the test if nginx is not installed.</summary>
    /// <param name="token">The bearer token that every request needs; null for none.</param>
    /// <param name="certificate">The server's certificate; null for plain http.</param>
    public static NginxServer Start(string? token = null, LoopbackCertificate? certificate = null)
    {
        var program = ((string[])["/usr/sbin/nginx", "/usr/bin/nginx", "/opt/homebrew/bin/nginx"]).FirstOrDefault(File.Exists);
        ReferenceData.SkipUnless(program is not null, NotInstalled);
        var server = new NginxServer(program!, token, certificate);
        server.WaitUntilItListens();
        return server;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
        folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // docs/remote-cache.md shows the same locations. One process, so that it runs as the user of the tests.
    private string Configuration(string? token, bool isEncrypted) => $$"""
        daemon off;
        master_process off;
        pid {{folder["nginx.pid"]}};
        events { }
        http {
          log_format short '$request_method $uri $status';
          access_log {{folder["logs", "access.log"]}} short;
          client_body_temp_path {{folder["body"]}};
          proxy_temp_path {{folder["proxy"]}};
          fastcgi_temp_path {{folder["fastcgi"]}};
          uwsgi_temp_path {{folder["uwsgi"]}};
          scgi_temp_path {{folder["scgi"]}};
          server {
            listen 127.0.0.1:{{Port}}{{(isEncrypted ? " ssl" : "")}};
            {{(isEncrypted ? $"ssl_certificate {folder["server.pem"]}; ssl_certificate_key {folder["server.pem"]};" : "")}}
            location ~ ^/cache/(ac|cas)/[0-9a-f]+$ {
              root {{folder.FullName}};
              {{(token is null ? "" : $"if ($http_authorization != \"Bearer {token}\") {{ return 401; }}")}}
              dav_methods PUT;
              create_full_put_path on;
              client_max_body_size 1g;
            }
          }
        }
        """;

    private void WaitUntilItListens()
    {
        while (true)
        {
            if (process.HasExited) Assert.Fail("nginx ended: " + process.StandardError.ReadToEnd());
            try
            {
                using var client = new TcpClient("127.0.0.1", Port);
                return;
            }
            catch (SocketException)
            {
                Thread.Sleep(20);
            }
        }
    }
}
